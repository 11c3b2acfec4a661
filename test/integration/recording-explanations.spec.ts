import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explanation } from '#contracts/recording';
import type { CallTimeline } from '#contracts/timeline';
import { RecordingsRepository } from '../../apps/server/src/recordings/recordings.repository.ts';
import { loadFaces } from '../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../scripts/demo/scene-renderer.ts';
import { makeVideo } from '../media/make-video.ts';
import { Attune } from './support/attune.ts';
import { RecordingClient } from './support/recording-client.ts';

const FRAME_RATE = 20;
/** What the synthetic face shows, one after the other. */
const STORY = [
  { emotion: 'neutral', durationMs: 3_000, says: '' },
  { emotion: 'happiness', durationMs: 4_000, says: '' },
  { emotion: 'surprise', durationMs: 4_000, says: '' },
] as const;
const DURATION_MS = STORY.reduce((sum, scene) => sum + scene.durationMs, 0);
/** Of the short video's two seconds. */
const FACE_LEAVES_MS = 1_000;

const folder = mkdtempSync(path.join(tmpdir(), 'attune-explanations-'));
const [mp4, avi] = [path.join(folder, 'expressions.mp4'), path.join(folder, 'leaves.avi')] as [string, string];

let attune: Attune;
let client: RecordingClient;
let id: string;

// Machines that do much else at the same time take long to analyse.
beforeAll(async () => {
  const renderer = new SceneRenderer(await loadFaces(), { width: 640, height: 360, story: STORY });
  const options = {
    width: 640,
    height: 360,
    frameRate: FRAME_RATE,
    picture: (index: number) => renderer.frame((index * 1_000) / FRAME_RATE),
  };
  await makeVideo(mp4, { ...options, frames: (DURATION_MS * FRAME_RATE) / 1_000 });
  const empty = options.picture(0).fill(128);
  await makeVideo(avi, {
    ...options,
    frames: 2 * FRAME_RATE,
    picture: (index) => (index * 1_000 < FACE_LEAVES_MS * FRAME_RATE ? options.picture(index) : empty),
  });
  attune = await Attune.start();
  client = new RecordingClient(attune.url, (await attune.clinician()).cookie);
  id = await client.beginUpload(mp4, { everyNth: '2' });
  expect(await client.settled(id)).toMatchObject({ status: 'done' });
}, 240_000);
afterAll(async () => {
  await attune.stop();
  rmSync(folder, { recursive: true, force: true });
});

const explained = (participantId: string, atMs: number | string, of = id) =>
  client.request('GET', `/api/recordings/${of}/explanation?participantId=${participantId}&atMs=${atMs}`);
const face = async () => ((await client.request('GET', `/api/calls/${id}/timeline`)).body as unknown as CallTimeline).participants[0]!;
const files = () => readdirSync(path.join(attune.config.dataDir, 'files')).sort();

describe('what an estimate of a recording rests on', { timeout: 240_000 }, () => {
  it('is said in the picture it was made of, and stored nowhere', async () => {
    const stored = files();
    const { participantId, classes, samples } = await face();
    const labelOf = (scores: readonly number[]) => classes[scores.indexOf(Math.max(...scores))];
    const read = samples.filter(({ raw }) => raw !== null);
    for (const sample of [read[3]!, read[Math.floor(read.length / 2)]!, read.at(-1)!]) {
      // Between this frame and the next one that was analysed.
      const { status, body } = await explained(participantId, sample.atMs + 30);
      expect(status).toBe(200);
      const { width, height, maps, corners, ...about } = explanation.parse(body);
      expect(about).toEqual({ participantId, atMs: sample.atMs, classes, scores: sample.raw });
      const means = maps.map((map) => map.reduce((sum, value) => sum + value, 0) / (width * height));
      expect(labelOf(means)).toBe(labelOf(sample.raw!));
      const [x, y, boxWidth, boxHeight] = sample.box!;
      expect(
        corners[0][0] < x + boxWidth / 2 &&
          corners[2][0] > x + boxWidth / 2 &&
          corners[0][1] < y + boxHeight / 2 &&
          corners[2][1] > y + boxHeight / 2,
      ).toBe(true);
    }
    expect(files()).toEqual(stored);
  });

  it('is nothing where nothing was estimated, with the reason', async () => {
    const { participantId } = await face();
    expect(await explained(participantId, DURATION_MS + 60_000)).toMatchObject({ status: 400, body: { code: 'no-such-time' } });
    for (const atMs of ['-1', 'soon'])
      expect(await explained(participantId, atMs)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(await explained('face-1', 0)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(await explained(randomUUID(), 0)).toMatchObject({ status: 404, body: { code: 'face-unknown' } });
  });

  it('is said of one estimate at a time, and of none of other models than it was analysed with', async () => {
    const { participantId, samples } = await face();
    const { atMs } = samples.find(({ raw }) => raw !== null)!;
    const answers = await Promise.all([explained(participantId, atMs), explained(participantId, atMs), explained(participantId, atMs)]);
    expect(answers.map(({ status, body }) => body.code ?? status).sort()).toEqual([
      200,
      'explanation-superseded',
      'explanation-superseded',
    ]);
    const repository = attune.app.get(RecordingsRepository, { strict: false });
    await repository.update(id, { profile: 'of another installation' });
    expect(await explained(participantId, atMs)).toMatchObject({ status: 409, body: { code: 'model-missing' } });
    await repository.update(id, { profile: 'accurate' });
    expect(await explained(participantId, atMs)).toMatchObject({ status: 409, body: { code: 'estimate-differs' } });
    await repository.update(id, { profile: 'call' });
  });

  it('is said where the face was seen, of a video that browsers cannot play, too', async () => {
    const other = await client.beginUpload(avi);
    const {
      status,
      video,
      faces: [seen],
    } = await client.settled(other);
    expect({ status, playable: video?.playable }).toEqual({ status: 'done', playable: false });
    expect(await explained(seen!.participantId, FACE_LEAVES_MS / 2, other)).toMatchObject({ status: 200 });
    expect(await explained(seen!.participantId, FACE_LEAVES_MS + 500, other)).toMatchObject({
      status: 404,
      body: { code: 'no-estimate', message: expect.stringContaining('not seen') as string },
    });
  });

  it('is not to be had while the video is analysed anew, nor after it was deleted', async () => {
    expect((await client.request('POST', `/api/recordings/${id}/analyse`, {})).body).toMatchObject({ faces: [] });
    expect(await explained(randomUUID(), 0)).toMatchObject({ status: 409, body: { code: 'recording-busy' } });
    await client.settled(id);
    const { participantId } = await face();
    expect((await client.request('DELETE', `/api/recordings/${id}/video`)).body).toMatchObject({ hasVideo: false });
    expect(await explained(participantId, 1_000)).toMatchObject({ status: 409, body: { code: 'video-deleted' } });
  });
});
