import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled, joined, silent, spoken, writeWav } from '../media/spoken.ts';
import { faultsOf } from './support/axe.ts';
import { launch, newContext } from './support/browser.ts';
import { Clinician, Patient } from './support/people.ts';
import { SETUP_WITHIN_MS, TestServer } from './support/server.ts';

const has = isInstalled('pocketsphinx_continuous', 'flite');
if (!has) console.warn('SKIPPED: e2e/speech.spec.ts needs PocketSphinx and flite: apt-get install pocketsphinx pocketsphinx-en-us flite');

/** Where pictures of the screens go, if anywhere. */
const SHOTS = process.env['ATTUNE_SHOTS'];
const shoot = async (page: Page, name: string) => {
  if (SHOTS !== undefined) await page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
};

describe.skipIf(!has)('captions of what is said, in two real browsers', () => {
  let server: TestServer;
  let near: Browser;
  let far: Browser;
  let folder: string;
  let clinician: Clinician;
  let patient: Patient;
  let ours: Page;
  let theirs: Page;
  const at = (page: Page, id: string) => page.getByTestId(id);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'attune-speech-'));
    const voice = path.join(folder, 'voice.wav');
    await writeWav(voice, joined(silent(2), await spoken('i take two tablets every morning and one at night'), silent(3)));
    [server, near, far] = await Promise.all([
      TestServer.start({ env: { ATTUNE_SPEECH: 'pocketsphinx', ATTUNE_BROWSER_CAPTIONS: '0' } }),
      launch(),
      launch({ microphone: voice }),
    ]);
    const locale = process.env['ATTUNE_SHOTS_LANGUAGE'] ?? 'en';
    ours = await (await newContext(near, { locale })).newPage();
    theirs = await (await newContext(far, { locale, width: 390, height: 844 })).newPage();
    [clinician, patient] = [new Clinician(ours, server.url), new Patient(theirs)];
    await clinician.createAccount(server.setupAddress());
    const link = await clinician.newCall('Follow-up', 'Pat Example');
    await clinician.openCall();
    await patient.check(server.url + link);
  }, SETUP_WITHIN_MS);

  afterAll(async () => {
    await Promise.all([near?.close(), far?.close(), server?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  it('asks about expression and about words apart, both answers of each in sight', async () => {
    await at(theirs, 'consent-refuse').click();
    const agree = theirs.locator('[data-testid="consent-agree"][data-scope="transcription"]');
    await agree.waitFor();
    const [yes, no] = await Promise.all([agree.boundingBox(), at(theirs, 'consent-refuse').boundingBox()]);
    expect(yes?.width).toBe(no?.width);
    expect(yes?.height).toBe(no?.height);
    expect((no?.y ?? Infinity) + (no?.height ?? 0)).toBeLessThanOrEqual(844);
    expect(await faultsOf(theirs)).toEqual([]);
    await shoot(theirs, 'words-question');
    await patient.decide('agree');
    await clinician.admit();
    await patient.untilInCall();
  });

  it('shows everybody what is said, and that words are written down', async () => {
    await theirs.locator('[data-testid="words-chip"][data-state="on"]').waitFor();
    await at(theirs, 'captions-toggle').click();
    await at(ours, 'caption-list').waitFor();
    const listed = at(ours, 'caption-list').getByText(/every morning/);
    await listed.first().waitFor();
    await at(theirs, 'caption-overlay')
      .getByText(/every morning/)
      .first()
      .waitFor();
    await shoot(theirs, 'words-patient');
    await at(ours, 'words-options').click();
    await at(ours, 'words-panel').waitFor();
    expect(await faultsOf(ours)).toEqual([]);
    await shoot(ours, 'words-clinician');
    await at(ours, 'words-decline').click();
  });

  it('stops by one click, and deletes the words from both screens', async () => {
    await at(theirs, 'words-stop').click();
    await theirs.locator('[data-testid="words-chip"][data-state="off"]').waitFor();
    await at(theirs, 'words-panel').waitFor();
    expect(await faultsOf(theirs)).toEqual([]);
    await shoot(theirs, 'words-stopped');
    await at(theirs, 'erase-words').click();
    await at(ours, 'caption-list').waitFor({ state: 'detached' });
    await at(theirs, 'words-panel').getByRole('button').first().click();
    await clinician.endForAll();
    await at(ours, 'transcript')
      .getByText(process.env['ATTUNE_SHOTS_LANGUAGE'] === 'cs' ? /Nikdo nic neřekl/ : /Nothing was said/)
      .waitFor();
    await shoot(ours, 'words-review');
  });
});
