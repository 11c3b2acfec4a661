import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallSummary } from '#contracts/summary';
import type { CallTimeline } from '#contracts/timeline';
import { writeTinyModel } from '../../libs/inference/src/testing/tiny-network.ts';
import { loadFaces } from '../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../scripts/demo/scene-renderer.ts';
import { makeVideo } from '../media/make-video.ts';
import { Attune } from './support/attune.ts';
import { RecordingClient } from './support/recording-client.ts';

/** A model's own order. The first is a class that the code has never heard of, and that this model sees in every bright face. */
const CLASSES = ['boredom', 'neutral', 'happy', 'surprise', 'sad', 'angry', 'disgust', 'fear', 'contempt'];
const FRAME_RATE = 10;
const DURATION_MS = 3_000;

const folder = mkdtempSync(path.join(tmpdir(), 'attune-ninth-class-'));
let attune: Attune;
let client: RecordingClient;
let id: string;

beforeAll(async () => {
  writeTinyModel(folder, 'ferplus', CLASSES);
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { models: { tiny: { input: object; temperature: number } }; profiles: object };
  // Even a dark face is brighter than this, and no estimate is uncertain.
  Object.assign(manifest.models.tiny.input, { mean: 0 });
  manifest.models.tiny.temperature = 0.1;
  manifest.profiles = { call: { detector: 'haar', classifier: 'tiny' } };
  writeFileSync(file, JSON.stringify(manifest));
  const renderer = new SceneRenderer(await loadFaces(), {
    width: 640,
    height: 360,
    story: [{ emotion: 'neutral', durationMs: DURATION_MS, says: '' }],
  });
  const video = path.join(folder, 'bored.mp4');
  await makeVideo(video, {
    width: 640,
    height: 360,
    frameRate: FRAME_RATE,
    frames: (DURATION_MS * FRAME_RATE) / 1_000,
    picture: (index) => renderer.frame((index * 1_000) / FRAME_RATE),
  });
  attune = await Attune.start({}, { ATTUNE_MODELS: folder });
  client = new RecordingClient(attune.url, (await attune.clinician()).cookie);
  id = await client.beginUpload(video, { everyNth: '1' });
  expect(await client.settled(id)).toMatchObject({ status: 'done' });
}, 240_000);
afterAll(async () => {
  await attune.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('is in timeline, summary and table under its own name, in the order of the manifest', async () => {
  const timeline = (await client.request('GET', `/api/calls/${id}/timeline`)).body as unknown as CallTimeline;
  expect(timeline.participants.map(({ classes }) => classes)).toEqual([CLASSES]);
  const summary = (await client.request('GET', `/api/calls/${id}/summary`)).body as unknown as CallSummary;
  const timeMs = summary.participants[0]?.expression?.timeMs ?? {};
  expect(Object.keys(timeMs)).toEqual(CLASSES);
  expect(Object.keys(timeMs).filter((name) => timeMs[name]! > 0)).toEqual(['boredom']);
  expect(summary.participants[0]?.expression?.strongest[0]).toMatchObject({ label: 'boredom' });
  const [header, row] = (await client.csv(id)).split('\r\n');
  expect(header).toBe(`timeMs,face,x,y,width,height,state,label,probability,${CLASSES.join(',')}`);
  expect(row?.split(',').slice(6, 8)).toEqual(['ok', 'boredom']);
});

it('is found by its name, and in the videos that are made', async () => {
  const { body } = await client.request('GET', `/api/recordings/${id}/moments?q=boredom`);
  expect(body).toMatchObject({ moments: [{ label: 'boredom' }] });
  expect(await client.render(id, { kind: 'clips', emotions: ['boredom'] })).toMatchObject({ status: 'done' });
  expect(await client.render(id, { kind: 'annotated' })).toMatchObject({ status: 'done' });
}, 120_000);
