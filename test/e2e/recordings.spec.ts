import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { cameraVideo } from '../../scripts/demo/camera-video.ts';
import { loadFaces } from '../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../scripts/demo/scene-renderer.ts';
import { STORY } from '../../scripts/demo/story.ts';
import { makeVideo } from '../media/make-video.ts';
import { launch, newContext, watchErrors } from './support/browser.ts';
import { Clinician } from './support/people.ts';
import { SETUP_WITHIN_MS, TestServer } from './support/server.ts';
import { playing, untilPlaying } from './support/video.ts';
import { eventually } from '../support/eventually.ts';

const RESULTS = path.join(import.meta.dirname, 'results');
const SCENE_MS = 4_000;
const FRAME_RATE = 25;
const SIZE = { width: 640, height: 360 };
/** More than goes into one request of an upload. */
const PADDING_BYTES = 9 * 2 ** 20;
const ANALYSED_WITHIN_MS = 120_000;

/** A recorded video, from the drop zone to its clips, in a real browser. Each step builds on those before. */
describe('a recorded video from the upload to its clips', () => {
  let folder: string;
  let file: string;
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let errors: string[];
  let failed = false;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'attune-recordings-'));
    file = path.join(folder, 'visit.mp4');
    const story = STORY.map((scene) => ({ ...scene, durationMs: SCENE_MS }));
    const renderer = new SceneRenderer(await loadFaces(), { ...SIZE, story });
    await makeVideo(file, {
      ...SIZE,
      frameRate: FRAME_RATE,
      frames: Math.round((renderer.lengthMs * FRAME_RATE) / 1_000),
      picture: (index) => renderer.frame((index * 1_000) / FRAME_RATE),
    });
    await appendFile(file, freeBox(PADDING_BYTES));
    server = await TestServer.start();
    browser = await launch({ camera: await cameraVideo(SIZE) });
    page = await (await newContext(browser)).newPage();
    errors = watchErrors(page);
    await new Clinician(page, server.url).createAccount(server.setupAddress());
  }, SETUP_WITHIN_MS);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(({ skip, onTestFailed }) => {
    if (failed) skip('An earlier step failed.');
    onTestFailed(async ({ task }) => {
      failed = true;
      await page?.screenshot({ path: path.join(RESULTS, `${task.name.replace(/\W+/g, '-')}.png`), fullPage: true }).catch(() => undefined);
      console.log(server?.log);
    });
  });

  it('says what it takes, refuses what it cannot, and sends nothing without consent', async () => {
    await page.goto(`${server.url}/recordings`);
    expect(await at('recording-limits').innerText()).toMatch(/MP4.*GB/s);
    const notes = path.join(folder, 'notes.txt');
    await writeFile(notes, 'no video');
    await at('choose-videos-input').setInputFiles([notes, file]);
    await eventually(async () => (await at('chosen-file').count()) === 2, 'both files are listed');
    expect(await at('chosen-file').nth(0).innerText()).toMatch(/notes\.txt[\s\S]*(MP4|format|video)/i);
    expect(await at('analysis-time').innerText()).toMatch(/takes about \d+ (second|minute)s? on this server/);
    await at('send-videos').click();
    expect(await at('recording-row').count()).toBe(0);
    await at('recording-consent').check();
  });

  it('goes on with an upload that a reload cut off, with the same file only', async () => {
    let sent = 0;
    await page.route('**/api/recordings/uploads/*', async (route) => {
      // The line breaks after the first piece.
      if (route.request().method() === 'PATCH' && ++sent > 1) return route.abort();
      return route.continue();
    });
    await at('send-videos').click();
    await row('retrying').waitFor();
    await page.unroute('**/api/recordings/uploads/*');
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await row('unfinished').waitFor();
    const other = path.join(folder, 'other.mp4');
    await writeFile(other, 'another file');
    await at('choose-again-input').setInputFiles(other);
    await at('wrong-file').waitFor();
    await at('choose-again-input').setInputFiles(file);
    await row('done').waitFor({ timeout: ANALYSED_WITHIN_MS });
  });

  it('plays it with what is estimated drawn over it, and moves everything together', async () => {
    await at('open-recording').click();
    await at('recording-page').waitFor();
    expect(await at('recording-heading').innerText()).toContain('visit');
    await eventually(async () => ((await playing(page, 'video'))?.width ?? 0) === SIZE.width, 'the video can be played');
    await page.getByTestId('player-toggle').click();
    await untilPlaying(page, 'video');
    await at('overlay-face').first().waitFor();
    await page.getByTestId('player-toggle').click();
    const surprise = page.locator('[data-testid="moment"]', { hasText: /surprise/i }).first();
    await surprise.click();
    const startMs = Number(await surprise.getAttribute('data-start-ms'));
    await eventually(
      async () => Math.abs((await playing(page, 'video'))!.seconds * 1_000 - startMs) < 200,
      'the video is where the moment is',
    );
    // The third of the scenes, whose fade begins when the second ends.
    expect(Math.abs(startMs - 2 * SCENE_MS)).toBeLessThan(700);
    const totals = (await at('totals').innerText()).toLowerCase();
    for (const { emotion } of STORY) expect(totals).toContain(emotion);
  });

  it('shows what the estimate at a place rests on, until the place is another', async () => {
    // In the middle of the last scene.
    await page.keyboard.press('l');
    await page.keyboard.press('e');
    await explained('shown').waitFor();
    const face = at('overlay-face').first();
    expect(await explained('shown').getAttribute('data-label')).toBe(await face.getAttribute('data-label'));
    expect(await explained('shown').innerText()).toMatch(new RegExp(STORY.at(-1)!.emotion));
    expect(await at('heat').getAttribute('aria-label')).toMatch(/\d × \d{1,4} fields.*%/);
    const [heat, box] = await Promise.all([at('heat').locator('image').boundingBox(), face.locator('rect').first().boundingBox()]);
    for (const [start, size] of [
      ['x', 'width'],
      ['y', 'height'],
    ] as const)
      expect(Math.abs(heat![start] + heat![size] / 2 - box![start] - box![size] / 2)).toBeLessThan(box![size] * 0.15);
    await page.keyboard.press('.');
    await at('heat').waitFor({ state: 'detached' });

    await at('player-explain').click();
    await at('heat').waitFor();
    await at('close-explanation').click();
    await at('heat').waitFor({ state: 'detached' });

    // From the playing video too, which stops for it.
    await at('player-toggle').click();
    await untilPlaying(page, 'video');
    await page.keyboard.press('e');
    await at('heat').waitFor();
    expect(await at('player-toggle').getAttribute('aria-label')).toMatch(/^Play/);
    await page.getByTestId('player-back').click();
    await at('explanation').waitFor({ state: 'detached' });
  });

  it('joins an imported transcript, and answers a query that names both', async () => {
    const times = ['00:00:04.500 --> 00:00:07.500', '00:00:12.500 --> 00:00:15.500'];
    await page.getByTestId('import-transcript').setInputFiles({
      name: 'visit.vtt',
      mimeType: 'text/vtt',
      buffer: Buffer.from(`WEBVTT\n\n${times[0]}\nI slept well.\n\n${times[1]}\nI miss my sister.\n`),
    });
    await page.getByTestId('import-confirm').click();
    await eventually(async () => (await at('utterance').count()) === 2, 'the transcript is shown');
    expect(await at('utterance').nth(1).getAttribute('data-leading')).toBe('sadness');

    await at('tab-find').click();
    await query('sad while "sister"');
    expect(await at('found').getAttribute('data-label')).toBe('sadness');
    await query('suprise');
    await at('query-problem').waitFor();
    expect(await at('query-problem').innerText()).toMatch(/surprise/);
    await query('radost nebo překvapení');
    await eventually(async () => (await at('found').count()) === 2, 'two moments are found');
  });

  it('makes clips of what a query found, playable in the page', async () => {
    await at('make-moments').click();
    const made = page.locator('[data-testid="render"][data-kind="moments"]');
    await untilDone(made);
    await made.getByTestId('play-artefact').first().click();
    await untilPlaying(page, 'artefact-video');
    await page.keyboard.press('Escape');
    await at('artefact-video').waitFor({ state: 'detached' });
  });

  it('makes clips of chosen expressions and the annotated video, and they can be saved', async () => {
    await at('make-panel')
      .locator('label', { hasText: /sadness/i })
      .click();
    await eventually(async () => (await at('clip-preview').getAttribute('data-count')) === '1', 'a stretch is shown');
    await at('make-clips').click();
    await untilDone(page.locator('[data-testid="render"][data-kind="clips"]'));
    await at('make-annotated').click();
    const annotated = page.locator('[data-testid="render"][data-kind="annotated"]');
    await untilDone(annotated);
    const [video] = await Promise.all([page.waitForEvent('download'), annotated.getByTestId('download-artefact').click()]);
    expect(video.suggestedFilename()).toMatch(/\.mp4$/);
    expect((await readFile(await video.path())).subarray(4, 8).toString()).toBe('ftyp');
    await annotated.getByTestId('play-artefact').click();
    const { width, height } = await untilPlaying(page, 'artefact-video');
    expect(width).toBe(SIZE.width);
    // The strip stands under the picture.
    expect(height).toBeGreaterThan(SIZE.height);
    await page.keyboard.press('Escape');
  });

  it('exports the CSV, a row for every fifth frame', async () => {
    await at('export-menu').click();
    const [csv] = await Promise.all([page.waitForEvent('download'), at('export-csv').click()]);
    const [head, ...rows] = (await readFile(await csv.path(), 'utf8')).trim().split(/\r?\n/);
    expect(head).toMatch(/^timeMs,face,x,y,width,height,state,label,probability,neutral,/);
    expect(rows).toHaveLength((STORY.length * SCENE_MS * FRAME_RATE) / 1_000 / 5);
  });

  it('records the camera, and analyses that too', async () => {
    await page.goto(`${server.url}/recordings`);
    await at('tab-camera').click();
    await untilPlaying(page, 'camera-preview');
    await at('recording-consent').check();
    await at('take-start').click();
    await eventually(async () => /0:0[4-9]/.test(await at('take-timer').innerText()), 'it has recorded for some seconds');
    await at('take-stop').click();
    await at('take-playback').waitFor();
    await at('take-analyse').click();
    await eventually(async () => (await row('done').count()) === 2, 'it is analysed', ANALYSED_WITHIN_MS);
  });

  it('says of texts that are called videos what they are, one after the other, and goes on', async () => {
    const texts = ['one.mp4', 'two.mp4', 'three.mp4'].map((name) => path.join(folder, name));
    for (const text of texts) await writeFile(text, 'This is a text.\n'.repeat(500));
    await at('tab-files').click();
    await at('choose-videos-input').setInputFiles(texts);
    await at('recording-consent').check();
    await at('send-videos').click();
    // Whatever was queued during another job does not wait for the next look at the queue, a minute later.
    await eventually(async () => (await row('failed').count()) === texts.length, 'each has failed', 40_000);
    for (const status of await row('failed').getByTestId('recording-status').allInnerTexts())
      expect(status).toMatch(/not a video|no video/i);
    expect(await row('done').count()).toBe(2);
  });

  it('deletes the video and keeps the results, then everything', async () => {
    await row('done').last().getByTestId('open-recording').click();
    await at('recording-page').waitFor();
    await at('recording-menu').click();
    await at('delete-video').click();
    await at('confirm-delete').click();
    await at('video-deleted').waitFor();
    expect(await page.locator('video').count()).toBe(0);
    expect(await at('totals').innerText()).toMatch(/happiness/i);
    await at('recording-menu').click();
    await at('delete-recording').click();
    await at('confirm-delete').click();
    await page.waitForURL('**/recordings');
    await eventually(async () => (await row('done').count()) === 1, 'one analysed video is left');
    expect(errors).toEqual([]);
  });

  const at = (id: string): Locator => page.getByTestId(id);
  const row = (state: string) => page.locator(`[data-testid="recording-row"][data-state="${state}"]`);
  const query = async (text: string) => {
    await at('query').fill(text);
    await page.keyboard.press('Escape');
  };
  const explained = (kind: string) => page.locator(`[data-testid="explanation"][data-kind="${kind}"]`);
  const untilDone = (render: Locator) =>
    eventually(async () => (await render.first().getAttribute('data-status')) === 'done', 'it is made', 60_000);
});

/** An MP4 box that every player skips. */
function freeBox(bytes: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(bytes + 8);
  head.write('free', 4, 'latin1');
  return Buffer.concat([head, randomBytes(bytes)]);
}
