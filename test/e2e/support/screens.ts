import type { Browser, Page } from 'playwright-core';
import { setTimeout } from 'node:timers/promises';
import { type ContextOptions, newContext } from './browser.ts';
import { Clinician, Patient } from './people.ts';
import type { TestServer } from './server.ts';
import { untilPlaying } from './video.ts';

/** Called on every screen, once all of it is there. */
export type Visit = (name: string, page: Page) => Promise<void>;

export interface Walk {
  server: TestServer;
  /** The clinician's browser, and the patient's, whose camera shows a face. */
  near: Browser;
  far: Browser;
  clinicianLook?: ContextOptions;
  patientLook?: ContextOptions;
  visit: Visit;
}

const TRANSCRIPT = `WEBVTT

00:00:01.000 --> 00:00:04.000
<v Dr. Eva Example>How has the week been?

00:00:04.500 --> 00:00:08.000
<v Pat Example>Better than the one before. I slept.

00:00:09.000 --> 00:00:11.000
Somebody whose name the file does not say.
`;

/** Every screen of a call, from the first account to the signed note and the receipt. Answers the clinician's page, signed in. */
export async function walkCall({ server, near, far, clinicianLook = {}, patientLook = {}, visit }: Walk): Promise<Page> {
  const page = await (await newContext(near, clinicianLook)).newPage();
  const theirs = await (await newContext(far, patientLook)).newPage();
  const [clinician, patient] = [new Clinician(page, server.url), new Patient(theirs)];
  const at = (id: string) => page.getByTestId(id);
  const opened = async (button: string, name: string, shows: string) => {
    await at(button).first().click();
    await page.locator(shows).first().waitFor();
    await settled();
    await visit(name, page);
    await page.keyboard.press('Escape');
    await page.locator(shows).first().waitFor({ state: 'hidden' });
  };

  await page.goto(server.setupAddress());
  await at('setup-name').waitFor();
  await visit('setup', page);
  await clinician.createAccount(server.setupAddress());
  await visit('home-empty', page);
  await opened('appearance-menu', 'appearance-menu', '[role="menu"]');
  await at('new-call').click();
  await at('call-patient').waitFor();
  await settled();
  await visit('new-call', page);
  await page.goto(server.url);
  const link = await clinician.newCall('Follow-up', 'Pat Example');
  await settled();
  await visit('invitation', page);
  await page.goto(server.url);
  await at('call-card').waitFor();
  await visit('home-call', page);
  await opened('link-choices', 'home-link-menu', '[role="menu"]');
  await at('start-call').click();
  await at('clinician-call').waitFor();
  await at('invitation-link').waitFor();
  await visit('lobby', page);

  await theirs.goto(`${server.url}/join/nothing`);
  await theirs.getByTestId('invitation-unknown').waitFor();
  await visit('link-unknown', theirs);
  await theirs.goto(server.url + link);
  await untilPlaying(theirs, 'self-video');
  await theirs.getByTestId('network').waitFor();
  await visit('join-check', theirs);
  await patient.check(server.url + link);
  await visit('join-choice', theirs);
  await patient.decide('agree');
  await visit('join-waiting', theirs);
  await at('waiting-banner').waitFor();
  await visit('lobby-waiting', page);
  const other = await page.context().newPage();
  await other.goto(`${server.url}/recordings`);
  await other.getByTestId('waiting-badge').waitFor();
  await visit('elsewhere-waiting', other);
  await other.goto(server.url);
  await other.getByTestId('admit-from-home').waitFor();
  await visit('home-waiting', other);
  await other.close();

  await clinician.admit();
  await patient.untilInCall();
  await Promise.all([untilPlaying(page, 'remote-video'), untilPlaying(theirs, 'remote-video')]);
  await settled(10_000);
  await page.locator('body').press('m');
  await visit('call-clinician', page);
  await visit('call-patient', theirs);
  await opened('person-menu', 'call-person-menu', '[role="menu"]');
  await opened('devices', 'call-devices', '[role="dialog"]');
  await opened('end-call', 'call-end', '[role="dialog"]');
  if ((await at('indicator-card').count()) > 0) {
    await at('tab-markers').click();
    await at('marker-list').waitFor();
    await opened('what-is-what', 'call-legend', '[role="dialog"]');
    await at('show-as-table').click();
    await at('timeline-table').waitFor();
    await visit('call-table', page);
  } else {
    await opened('rail-toggle', 'call-sheet', '[role="dialog"]');
  }
  await theirs.getByTestId('consent-stop').click();
  await theirs.getByTestId('consent-panel').waitFor();
  await visit('call-patient-stopped', theirs);
  await page.locator('[data-testid="tile-consent"][data-consent="off"]').waitFor();
  await visit('call-clinician-stopped', page);

  await clinician.endForAll();
  await theirs.getByTestId('thank-you').waitFor();
  await visit('ended', theirs);
  const receipt = await theirs.getByTestId('receipt-link').getAttribute('href');
  await theirs.goto(server.url + receipt!);
  await theirs.getByTestId('receipt').waitFor();
  await visit('receipt', theirs);
  await at('transcript').waitFor();
  await visit('review-bare', page);
  await at('import-transcript').setInputFiles({ name: 'call.vtt', mimeType: 'text/vtt', buffer: Buffer.from(TRANSCRIPT) });
  await at('import-preview').waitFor();
  await settled();
  await visit('review-import', page);
  await at('import-confirm').click();
  await at('utterance').first().waitFor();
  await at('attach-summary').click();
  await at('machine-made').waitFor();
  await settled();
  await visit('review', page);
  await opened('export-menu', 'review-export', '[role="menu"]');
  await opened('receipt-links', 'review-receipts', '[role="menu"]');
  await at('sign-note').click();
  await at('confirm-sign').waitFor();
  await settled();
  await visit('review-sign', page);
  await at('confirm-sign').click();
  await at('reopen-note').waitFor();
  await settled();
  await visit('review-signed', page);
  const review = page.url();
  await page.goto(`${server.url}/settings/audit`);
  await at('audit-table').waitFor();
  await visit('audit', page);
  await page.goto(`${server.url}/nowhere`);
  await at('not-found').waitFor();
  await visit('not-found', page);
  await at('go-home').click();
  await at('new-call').waitFor();
  await visit('home-ended', page);
  await at('appearance-menu').click();
  await at('go-to-retention').click();
  await at('retention-callDays').waitFor();
  await visit('retention', page);
  await page.goto(review);
  await at('delete-menu').click();
  await at('delete-call').click();
  await at('confirm-delete').waitFor();
  await settled();
  await visit('review-delete', page);
  await at('confirm-delete').click();
  await at('new-call').waitFor();
  await page.goto(review);
  await page.getByText('There is no such call.').first().waitFor();
  return page;
}

/** Every screen of a recording of several people. `page` is a clinician's, signed in. */
export async function walkRecording(page: Page, url: string, video: string, visit: Visit, analysedWithinMs: number): Promise<void> {
  const at = (id: string) => page.getByTestId(id);
  await page.goto(`${url}/recordings`);
  await at('drop-zone').waitFor();
  await visit('recordings-empty', page);
  await at('choose-videos-input').setInputFiles(video);
  await at('chosen-file').waitFor();
  await visit('recordings-chosen', page);
  await at('recording-consent').check();
  await at('send-videos').click();
  await at('recording-row').waitFor();
  await visit('recordings-sending', page);
  await at('choose-faces').click({ timeout: analysedWithinMs });
  await at('face-chooser').waitFor();
  await settled();
  await visit('recording-choose-faces', page);
  await at('face-agreed-1').check();
  await at('choose-on').click();
  await at('confirm-faces').waitFor();
  await visit('recording-confirm-faces', page);
  await at('confirm-faces').click();
  await at('faces-bar').waitFor({ timeout: analysedWithinMs });
  await at('totals').waitFor();
  await settled();
  await visit('recording', page);
  await at('tab-find').click();
  await at('query').fill('happy > 0.3');
  await page.keyboard.press('Escape');
  await settled();
  await visit('recording-find', page);
  await at('tab-clips').click();
  await settled();
  await visit('recording-clips', page);
  await page.goto(`${url}/recordings`);
  await at('recording-row').waitFor();
  await visit('recordings', page);
}

/** Until what moves stands. */
const settled = (ms = 400) => setTimeout(ms);
