/**
 * Goes through the story of a call with two real browsers and saves pictures of the screens for the README.
 * Run: `node scripts/with-node.mjs test/e2e/screenshots.ts [--camera FILE] [--out DIR] [--language en|cs] [--dark]`. FILE is a .mjpeg or .y4m that
 * plays as the patient's camera; the default shows a composite face. Pictures of real people do not belong in the repository.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { cameraVideo } from '../../scripts/demo/camera-video.ts';
import { STORY } from '../../scripts/demo/story.ts';
import { launch, newContext } from './support/browser.ts';
import { Clinician, Patient } from './support/people.ts';
import { TestServer } from './support/server.ts';
import { changesOf } from './support/story.ts';
import { Traffic } from './support/traffic.ts';
import { untilPlaying } from './support/video.ts';
import { eventually } from '../support/eventually.ts';

const { values } = parseArgs({
  options: {
    camera: { type: 'string' },
    out: { type: 'string', default: path.join(import.meta.dirname, '../../docs/images') },
    seconds: { type: 'string', default: '45' },
    language: { type: 'string', default: 'en' },
    dark: { type: 'boolean', default: false },
  },
});
const out = values.out;
await mkdir(out, { recursive: true });
const camera = values.camera ?? (await cameraVideo({ width: 1280, height: 720 }));

const server = await TestServer.start();
const [near, far] = await Promise.all([
  launch({ camera: await cameraVideo({ width: 640, height: 360, story: [{ emotion: 'neutral', durationMs: 4_000, says: '' }] }) }),
  launch({ camera }),
]);
const look = { locale: values.language, dark: values.dark };
const clinicianPage = await (await newContext(near, { ...look, width: 1440, height: 900 })).newPage();
const patientPage = await (await newContext(far, { ...look, width: 390, height: 844 })).newPage();
const traffic = new Traffic(clinicianPage);
const clinician = new Clinician(clinicianPage, server.url);
const patient = new Patient(patientPage);
const shoot = async (page: Page, name: string, fullPage = false) => {
  await page.screenshot({ path: path.join(out, `${name}.png`), fullPage });
  console.log(`${name}.png`);
};

await clinicianPage.goto(server.url);
await clinicianPage.getByTestId('setup-name').waitFor();
await shoot(clinicianPage, 'setup');
await clinician.createAccount(server.setupAddress());
await shoot(clinicianPage, 'home-empty');
const link = await clinician.newCall('Follow-up with Pat', 'Pat Example');
await shoot(clinicianPage, 'invitation');

await patientPage.goto(server.url + link);
await untilPlaying(patientPage, 'self-video');
await patientPage.getByTestId('network').waitFor();
await shoot(patientPage, 'device-check', true);
await patientPage.getByTestId('join-name').fill('Pat Example');
await patientPage.getByTestId('device-next').click();
await patientPage.getByTestId('consent-agree').waitFor();
await shoot(patientPage, 'consent', true);
await patient.decide('agree');
await shoot(patientPage, 'waiting-room');

await clinicianPage.goto(server.url);
await setTimeout(1_000);
await shoot(clinicianPage, 'home');
await clinicianPage.getByTestId('admit-from-home').click();
await patient.untilInCall();
await Promise.all([untilPlaying(clinicianPage, 'remote-video'), untilPlaying(patientPage, 'remote-video')]);
const startedAt = Date.now();
await setTimeout(12_000);
await clinicianPage.locator('body').press('m');
await eventually(
  () => Date.now() - startedAt > Number(values.seconds) * 1_000,
  'enough of the call is over',
  Number(values.seconds) * 1_000 + 5_000,
);
if (values.camera === undefined)
  await eventually(async () => (await clinician.indicator()).label === 'happiness', 'the patient smiles', 40_000).then(() =>
    setTimeout(2_500),
  );
await shoot(clinicianPage, 'call-clinician');
await shoot(patientPage, 'call-patient');

const classes = traffic.of('analysis').at(-1)?.data.classes ?? [];
console.log(
  `Classes: ${classes.join(', ')}. Labels in order: ${changesOf(
    traffic.samples().map(({ sample }) => ({ label: sample.label, atMs: sample.atMs })),
  )
    .map(({ label, atMs }) => `${(atMs / 1_000).toFixed(1)} s ${label}`)
    .join(', ')}`,
);
const states = traffic.samples().map(({ sample }) => sample.state);
for (const state of new Set(states))
  console.log(
    `  ${state}: ${Math.round((100 * states.filter((other) => other === state).length) / states.length)} % of ${states.length} samples`,
  );

await clinician.endForAll();
if (values.camera === undefined) {
  await clinicianPage
    .getByTestId('import-transcript')
    .setInputFiles({ name: 'call.vtt', mimeType: 'text/vtt', buffer: Buffer.from(transcript()) });
  await clinicianPage.getByTestId('import-confirm').click();
}
await clinicianPage
  .getByTestId('moment')
  .first()
  .click()
  .catch(() => undefined);
await clinicianPage.getByTestId('attach-summary').click();
await clinicianPage.getByTestId('machine-made').waitFor();
await setTimeout(800);
await clinicianPage.evaluate('window.scrollTo(0, 0)');
await shoot(clinicianPage, 'review', true);
await Promise.all([near.close(), far.close()]);
await server.stop();

/** What the synthetic patient says with each label, at the times when the labels were shown. */
function transcript(): string {
  const time = (ms: number) => new Date(ms).toISOString().slice(11, 23);
  const changes = changesOf(traffic.samples().map(({ sample }) => ({ label: sample.label, atMs: sample.atMs })));
  const cues = changes.slice(0, -1).flatMap(({ label, atMs }, index) => {
    const says = STORY.find((scene) => scene.emotion === label)?.says;
    return says === undefined
      ? []
      : [`${time(atMs)} --> ${time(Math.min(atMs + 4_500, changes[index + 1]!.atMs))}\n<v Pat Example>${says}`];
  });
  return `WEBVTT\n\n${cues.join('\n\n')}\n`;
}
