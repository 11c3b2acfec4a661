import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { callTimeline } from '#contracts/timeline';
import { events } from '#contracts/socket-events';
import { cameraVideo, jpegFrame } from '../../scripts/demo/camera-video.ts';
import { loadFaces } from '../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../scripts/demo/scene-renderer.ts';
import { picturesInFolder, readStoredCall } from './support/stored-pictures.ts';
import { launch, newContext } from './support/browser.ts';
import { Clinician, Patient } from './support/people.ts';
import { picturesIn } from './support/picture-search.ts';
import { SETUP_WITHIN_MS, TestServer } from './support/server.ts';
import { Traffic } from './support/traffic.ts';
import { eventually } from '../support/eventually.ts';

const SIZE = { width: 640, height: 360 };
/** A face crop takes 2,304 bytes, and 800 as a poor JPEG: whatever stays below these has no room for one. */
const SAMPLE_AT_MOST = 400;
const SAMPLE_ON_SOCKET_AT_MOST = 700;

/** No frame, crop or embedding of a live call is written to disk, logged, or sent to a browser. */
describe('pictures of a live call', () => {
  let folder: string;
  let server: TestServer;
  const browsers: Browser[] = [];
  let clinician: Clinician;
  let patient: Patient;
  let clinicianTraffic: Traffic;
  let patientTraffic: Traffic;

  beforeAll(async () => {
    const camera = await cameraVideo(SIZE);
    folder = await mkdtemp(path.join(tmpdir(), 'attune-privacy-'));
    // Temporary files count as well, so the server and its analyzer get a place for them that can be searched.
    server = await TestServer.start({ env: { TMPDIR: folder } });
    browsers.push(...(await Promise.all([launch(), launch({ camera })])));
    const clinicianPage = await (await newContext(browsers[0]!)).newPage();
    const patientPage = await (await newContext(browsers[1]!)).newPage();
    clinicianTraffic = new Traffic(clinicianPage);
    patientTraffic = new Traffic(patientPage);
    clinician = new Clinician(clinicianPage, server.url);
    patient = new Patient(patientPage);
    await clinician.createAccount(server.setupAddress());
    const link = await clinician.newCall('Privacy', 'Pat Example');
    await clinician.openCall();
    await patient.check(server.url + link);
    await patient.decide('agree');
    await clinician.admit();
    await eventually(
      () => clinicianTraffic.samples().filter(({ sample }) => sample.raw !== null).length >= 40,
      'forty samples came',
      60_000,
    );
  }, SETUP_WITHIN_MS);

  afterAll(async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    await server?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  it('are not on the sockets: every event is what the contracts say, and nothing more', async () => {
    for (const traffic of [clinicianTraffic, patientTraffic]) {
      expect(traffic.events.length).toBeGreaterThan(10);
      for (const { name, data } of traffic.events) {
        const parsed = events[name as keyof typeof events].parse(data);
        // Parsing drops fields that no contract knows: if it dropped one, the two differ.
        expect(isDeepStrictEqual(parsed, data), `"${name}" carries what no contract names: ${JSON.stringify(data).slice(0, 300)}`).toBe(
          true,
        );
      }
      expect(await picturesIn(received(traffic))).toEqual([]);
      expect(traffic.frames.every(({ payload }) => typeof payload === 'string')).toBe(true);
    }
    for (const { data } of clinicianTraffic.of('emotionSamples'))
      expect(JSON.stringify(data).length / data.samples.length).toBeLessThan(SAMPLE_ON_SOCKET_AT_MOST);
  });

  it('are not in the answers of the API', async () => {
    for (const traffic of [clinicianTraffic, patientTraffic]) expect(await picturesIn(Buffer.from(traffic.answers.join('\n')))).toEqual([]);
  });

  it('and what was inferred of them is deleted when the patient wants that', async () => {
    const timeline = async () =>
      callTimeline.parse(await (await clinician.page.request.get(`${server.url}/api/calls/${clinician.callId}/timeline`)).json());
    const estimates = async () =>
      (await timeline()).participants.flatMap(({ samples }) => samples).filter(({ raw, smoothed }) => raw !== null || smoothed !== null);
    await eventually(async () => (await estimates()).length >= 20, 'samples are stored');
    await patient.page.getByTestId('consent-stop').click();
    await patient.page.getByTestId('erase-samples').click();
    await eventually(async () => (await estimates()).length === 0, 'no estimate is left');
    await setTimeout(1_500);
    expect(await estimates()).toEqual([]);
    await patient.page.getByTestId('consent-allow').click();
    await eventually(async () => (await estimates()).length >= 5, 'it is analysed again', 30_000);
  });

  it('are not in the log, the data folder, its tables or temporary files', async () => {
    await clinician.endForAll();
    await server.kill();
    expect(await picturesIn(Buffer.from(server.log))).toEqual([]);
    expect(server.log.length).toBeLessThan(20_000);
    expect(await picturesInFolder(folder)).toEqual([]);
    expect(await picturesInFolder(server.dataDir)).toEqual([]);
    const stored = await readStoredCall(server.dataDir);
    expect(stored.pictures).toEqual([]);
    expect(stored.samples).toBeGreaterThanOrEqual(5);
    expect(stored.largestSample).toBeLessThan(SAMPLE_AT_MOST);
    expect(stored.otherCharacters).toBeLessThan(20_000);
  });

  it('would be found there', async () => {
    const leak = path.join(server.dataDir, 'cache.bin');
    await writeFile(leak, Buffer.concat([Buffer.alloc(5_000, 7), await crop()]));
    expect((await picturesInFolder(server.dataDir)).map((finding) => finding.split(':')[0])).toContain('cache.bin');
  });
});

describe('the search for pictures', () => {
  const honest = Buffer.from(
    JSON.stringify({
      samples: Array.from({ length: 300 }, (_, at) => [at * 203.7, 0, 'neutral', 10_000, 97, [9_421, 30, 20, 400, 80, 9, 20, 20]]),
    }),
  );

  it.each([
    ['a crop', async () => crop()],
    ['a whole frame', async () => Buffer.from(renderer(await loadFaces()).frame(500))],
    ['a tensor', async () => Buffer.from(Float32Array.from(await crop(), (value) => (value / 255 - 0.5) / 0.25).buffer)],
    ['a JPEG', async () => jpegFrame(renderer(await loadFaces()), 500, 40)],
    [
      'a PNG',
      async () =>
        sharp(await crop(), { raw: { width: 48, height: 48, channels: 1 } })
          .png()
          .toBuffer(),
    ],
    [
      'a WebP',
      async () =>
        sharp(await crop(), { raw: { width: 48, height: 48, channels: 1 } })
          .webp()
          .toBuffer(),
    ],
    [
      'a JPEG as base64',
      async () => Buffer.from(`{"face":"${(await jpegFrame(renderer(await loadFaces()), 500, 40)).toString('base64')}"}`),
    ],
    ['a crop as hex', async () => Buffer.from((await crop()).toString('hex'))],
    ['a crop as a list', async () => Buffer.from(JSON.stringify([...(await crop())]))],
  ])('finds %s among honest data', async (_, leak) => {
    expect(await picturesIn(Buffer.concat([honest, await leak(), honest]))).not.toEqual([]);
  });

  it.each([
    ['samples', () => honest],
    ['nothing', () => Buffer.alloc(100_000)],
    ['noise', () => Buffer.from(Array.from({ length: 60_000 }, (_, at) => (Math.imul(at + 1, 0x9e3779b1) >>> 13) & 255))],
    ['prose', () => Buffer.from('What bothers me is that nobody there ever asks. '.repeat(400))],
  ])('finds nothing in %s', async (_, data) => {
    expect(await picturesIn(data())).toEqual([]);
  });
});

function received(traffic: Traffic): Buffer {
  return Buffer.concat(traffic.frames.map(({ payload }) => (typeof payload === 'string' ? Buffer.from(payload) : payload)));
}

const renderer = (faces: Awaited<ReturnType<typeof loadFaces>>) => new SceneRenderer(faces, SIZE);

/** A face as the classifier would get it. */
async function crop(): Promise<Buffer> {
  const { neutral } = await loadFaces();
  return sharp(neutral.pixels, { raw: { width: neutral.side, height: neutral.side, channels: 1 } })
    .resize(48, 48)
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}
