import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launch, newContext } from './support/browser.ts';
import { Clinician, Patient } from './support/people.ts';
import { SETUP_WITHIN_MS, TestServer } from './support/server.ts';
import { Traffic } from './support/traffic.ts';
import { untilPlaying } from './support/video.ts';
import { eventually } from '../support/eventually.ts';

/** In the page: counts chimes (sounds that are made, not received), remembers its own tracks, and lets the test hide the tab. */
const WATCH = `
  window.chimes = 0;
  window.hiddenByTest = false;
  window.ownTracks = {};
  Object.defineProperty(document, 'hidden', { get: () => window.hiddenByTest });
  const tone = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) { window.chimes += 1 / 3; return tone.call(this, at); };
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await ask(wish);
    for (const track of stream.getTracks()) window.ownTracks[track.kind] = track;
    return stream;
  };
`;

/** One call. Each step goes on from the one before. */
describe('what people are told without looking for it', () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let theirs: Page;
  let clinician: Clinician;
  let traffic: Traffic;
  let failed = false;

  beforeAll(async () => {
    server = await TestServer.start();
    browser = await launch();
    page = await (await newContext(browser, { width: 1366, height: 768 })).newPage();
    theirs = await (await newContext(browser, { width: 390, height: 844 })).newPage();
    for (const one of [page, theirs]) await one.addInitScript(WATCH);
    clinician = new Clinician(page, server.url);
    traffic = new Traffic(page);
    await clinician.createAccount(server.setupAddress());
  }, SETUP_WITHIN_MS);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  beforeEach(({ skip, onTestFailed }) => {
    if (failed) skip('An earlier step failed.');
    onTestFailed(() => {
      failed = true;
    });
  });

  const titled = (of: Page, title: string) => eventually(async () => (await of.title()) === title, `the title is "${title}"`);
  const chimes = async (of: Page) => Math.round(await of.evaluate<number>('window.chimes'));
  /** What a phone does with a track when a call comes, and when it is over. */
  const mute = (kind: 'audio' | 'video', muted: boolean) =>
    theirs.evaluate(`(() => {
    const track = window.ownTracks[${JSON.stringify(kind)}];
    Object.defineProperty(track, 'muted', { value: ${String(muted)}, configurable: true });
    track.dispatchEvent(new Event(${muted ? "'mute'" : "'unmute'"}));
  })()`);

  it('a patient who waits is heard and seen on a page of something else', async () => {
    const link = await clinician.newCall('Follow-up', 'Pat Example');
    const patient = new Patient(theirs);
    await patient.check(server.url + link);
    await titled(theirs, 'Your choice · Attune');
    await page.goto(`${server.url}/recordings`);
    await titled(page, 'Recordings · Attune');
    await patient.decide('agree');
    await titled(theirs, 'Waiting · Attune');
    await titled(page, '(1) Recordings · Attune');
    expect(await page.getByTestId('waiting-badge').innerText()).toBe('1');
    await eventually(async () => (await chimes(page)) === 1, 'it has sounded');
    await page.getByText('Pat Example is waiting to be let in').click();
    await page.getByTestId('admit-from-home').waitFor();
    expect(await page.getByTestId('call-card-name').innerText()).toBe('Pat Example');
  });

  it('a patient who looks at another tab hears and sees that they were let in', async () => {
    await theirs.evaluate('window.hiddenByTest = true');
    await page.getByTestId('admit-from-home').click();
    await eventually(async () => (await theirs.title()).startsWith('Dr. Eva Example has let you in'), 'the title says so');
    await eventually(async () => (await chimes(theirs)) === 1, 'it has sounded');
    await theirs.evaluate("window.hiddenByTest = false; document.dispatchEvent(new Event('visibilitychange'))");
    await titled(theirs, 'Call with Dr. Eva Example · Attune');
    await Promise.all([untilPlaying(page, 'remote-video'), untilPlaying(theirs, 'remote-video')]);
    expect(await chimes(page)).toBe(1);
    await titled(page, 'Pat Example · Attune');
  });

  it('a phone call that takes the microphone is told on both sides, until it is over', async () => {
    await mute('audio', true);
    await theirs.locator('[data-testid="muted-by-device"][data-source="microphone"]').waitFor();
    await page.getByTestId('tile-muted').waitFor();
    expect(await page.getByTestId('tile-muted').innerText()).toBe("Pat Example's device has muted the microphone");
    // Turning it off by hand is something else, and turning it on again finds the phone call still there.
    await theirs.getByTestId('mic-toggle').click();
    await page.getByTestId('tile-muted').waitFor({ state: 'detached' });
    await theirs.getByTestId('mic-toggle').click();
    await page.getByTestId('tile-muted').waitFor();
    await mute('audio', false);
    await Promise.all(
      [theirs.getByTestId('muted-by-device'), page.getByTestId('tile-muted')].map((notice) => notice.waitFor({ state: 'detached' })),
    );
    await eventually(() => producer('microphone')?.paused === false, 'the sound goes on');
  });

  it('a camera that the device pauses pauses the estimate', async () => {
    await eventually(() => traffic.samples().length > 0, 'samples come', 40_000);
    await mute('video', true);
    await page.locator('[data-testid="indicator-label"][data-label=""][data-state="paused"]').waitFor();
    expect(await page.getByTestId('tile').innerText()).toContain("Pat Example's device has paused the camera");
    const pausedAt = Date.now();
    await mute('video', false);
    await untilPlaying(page, 'remote-video');
    await eventually(
      () => traffic.samples().some(({ sample, at }) => at > pausedAt && sample.state !== 'paused'),
      'samples come again',
      40_000,
    );
  });

  it('at 200 % zoom nothing covers the face, and the indicator is on the name tag', async () => {
    expect(await page.getByTestId('tile-indicator').count()).toBe(0);
    await page.setViewportSize({ width: 683, height: 384 });
    await page.getByTestId('tile-indicator').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    for (const tool of ['marker-control', 'indicators-toggle', 'elapsed']) await page.getByTestId(tool).waitFor();
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.getByTestId('indicator-card').waitFor();
    expect(await page.getByTestId('tile-indicator').count()).toBe(0);
  });

  it('a patient who stops the analysis is on the tile and in a message, with the panel closed', async () => {
    await page.getByTestId('rail-toggle').click();
    await theirs.getByTestId('consent-stop').click();
    await page.locator('[data-testid="tile-consent"][data-consent="off"]').waitFor();
    await page.getByText('Pat Example has stopped the analysis').waitFor();
  });

  it('a patient who is not let in can ask again', async () => {
    await page.getByTestId('person-menu').click();
    await page.getByTestId('send-back').click();
    await page.getByTestId('deny').click();
    await theirs.getByTestId('denied').waitFor();
    await theirs.getByTestId('ask-again').click();
    await theirs.getByTestId('device-next').waitFor();
  });

  const producer = (source: string) =>
    traffic.call.participants.find(({ role }) => role === 'patient')?.producers.find((one) => one.source === source);
});
