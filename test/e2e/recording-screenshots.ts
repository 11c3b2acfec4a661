/**
 * Uploads a recorded video in a real browser and saves pictures of the screens for the README.
 * Run: `node scripts/with-node.mjs --with-server test/e2e/recording-screenshots.ts [--video FILE] [--out DIR] [--language en|cs] [--dark]`. The default
 * video shows a composite face. Pictures of real people do not belong in the repository.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { loadFaces } from '../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../scripts/demo/scene-renderer.ts';
import { STORY } from '../../scripts/demo/story.ts';
import { makeVideo } from '../media/make-video.ts';
import { launch, newContext } from './support/browser.ts';
import { Clinician } from './support/people.ts';
import { TestServer } from './support/server.ts';
import { playing } from './support/video.ts';
import { eventually } from '../support/eventually.ts';

const { values } = parseArgs({
  options: {
    video: { type: 'string' },
    out: { type: 'string', default: path.join(import.meta.dirname, '../../docs/images') },
    language: { type: 'string', default: 'en' },
    dark: { type: 'boolean', default: false },
  },
});
const FRAME_RATE = 30;
const out = values.out;
await mkdir(out, { recursive: true });
const folder = await mkdtemp(path.join(tmpdir(), 'attune-screens-'));
const video = values.video ?? (await drawnVideo(path.join(folder, 'Home exercise, week 3.mp4')));

const server = await TestServer.start();
const browser = await launch();
const look = { locale: values.language, dark: values.dark };
const context = await newContext(browser, { ...look, width: 1440, height: 900 });
const page = await context.newPage();
await new Clinician(page, server.url).createAccount(server.setupAddress());
await page.goto(`${server.url}/recordings`);
await page.getByTestId('drop-zone').waitFor();
await shoot(page, 'recordings-empty');
await page.getByTestId('choose-videos-input').setInputFiles(video);
await page.getByTestId('recording-consent').check();
await shoot(page, 'recordings-chosen');
await page.getByTestId('send-videos').click();
await page
  .locator('[data-state="analysing"]')
  .waitFor({ timeout: 30_000 })
  .catch(() => undefined);
await setTimeout(1_200);
await shoot(page, 'recordings');
await page.getByTestId('open-recording').click({ timeout: 300_000 });
await page.getByTestId('recording-page').waitFor();
if (values.video === undefined) {
  await page.getByTestId('import-transcript').setInputFiles({ name: 'talk.vtt', mimeType: 'text/vtt', buffer: Buffer.from(transcript()) });
  await page.getByTestId('import-confirm').click();
}
await eventually(async () => ((await playing(page, 'video'))?.width ?? 0) > 0, 'the video can be played');
await page.getByTestId('tab-find').click();
await page.getByTestId('query').fill(values.video === undefined ? 'happy or sad while "the"' : 'not neutral for 1 s');
await page.keyboard.press('Escape');
await page
  .getByTestId('found')
  .first()
  .click({ timeout: 5_000 })
  .catch(() => undefined);
await setTimeout(1_500);
await shoot(page, 'recording-find');
await page
  .getByTestId('make-moments')
  .click({ timeout: 5_000 })
  .catch(() => undefined);
await page.getByTestId('tab-clips').click();
await page.getByTestId('make-annotated').click();
await page.locator('[data-testid="render"][data-kind="annotated"][data-status="done"]').waitFor({ timeout: 300_000 });
await setTimeout(500);
await shoot(page, 'recording-clips');
await page.getByTestId('tab-transcript').click();
await page.getByTestId('player-toggle').click();
await setTimeout(2_500);
await page.getByTestId('player-toggle').click();
await setTimeout(500);
await shoot(page, 'recording', true);
await page.keyboard.press('e');
await page.getByTestId('heat').waitFor();
await shoot(page, 'recording-explained');
await page.setViewportSize({ width: 390, height: 844 });
await page.reload();
await eventually(async () => ((await playing(page, 'video'))?.width ?? 0) > 0, 'the video can be played');
await setTimeout(500);
await shoot(page, 'recording-phone', true);
await page.keyboard.press('e');
await page.getByTestId('heat').waitFor();
await shoot(page, 'recording-explained-phone', true);
await page.goto(`${server.url}/recordings`);
await page.getByTestId('recording-row').waitFor();
await shoot(page, 'recordings-phone', true);
await browser.close();
await server.stop();
await rm(folder, { recursive: true, force: true });

async function shoot(of: Page, name: string, fullPage = false): Promise<void> {
  await of.screenshot({ path: path.join(out, `${name}.png`), fullPage });
  console.log(`${name}.png`);
}

async function drawnVideo(file: string): Promise<string> {
  const size = { width: 1280, height: 720 };
  const renderer = new SceneRenderer(await loadFaces(), size);
  await makeVideo(file, {
    ...size,
    frameRate: FRAME_RATE,
    frames: Math.round((renderer.lengthMs * FRAME_RATE) / 1_000),
    picture: (index) => renderer.frame((index * 1_000) / FRAME_RATE),
  });
  return file;
}

/** What the synthetic patient says with each expression. */
function transcript(): string {
  const time = (ms: number) => new Date(ms).toISOString().slice(11, 23);
  let startMs = 0;
  const cues = STORY.map(({ durationMs, says }) => {
    const cue = `${time(startMs + 600)} --> ${time(startMs + 5_000)}\n<v Pat Example>${says}`;
    startMs += durationMs;
    return cue;
  });
  return `WEBVTT\n\n${cues.join('\n\n')}\n`;
}
