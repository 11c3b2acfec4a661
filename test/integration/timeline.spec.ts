import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import { SampleColumns } from '#contracts/sample-columns';
import { callTimeline } from '#contracts/timeline';
import { decodeTimeline, TIMELINE_TYPE } from '#contracts/timeline-codec';
import type { CallView } from '#contracts/rest';
import { SampleChunk } from '../../apps/server/src/timeline/sample-chunk.ts';
import { TimelineRepository } from '../../apps/server/src/timeline/timeline.repository.ts';
import { Attune, type Clinician } from './support/attune.ts';

const CLASSES = ['neutral', 'happiness'];
const sample = (atMs: number): EmotionSample =>
  atMs % 1_000 === 0
    ? { atMs, state: 'no-face', raw: null, smoothed: null, label: null, coverage: 0.5, faceHeight: null }
    : { atMs, state: 'ok', raw: [0.25, 0.75], smoothed: [0.3, 0.7], label: 'happiness', coverage: 1, faceHeight: 90 };
const SAMPLES = Array.from({ length: 500 }, (_, i) => sample(i * 200 + 100));

let attune: Attune;
let clinician: Clinician;
let call: CallView;
let participantId: string;

beforeAll(async () => {
  attune = await Attune.start();
  clinician = await attune.clinician();
  call = await clinician.createCall('Check-up', 'Jan');
  ({ participantId } = await attune.join(call));
  const repository = attune.app.get(TimelineRepository, { strict: false });
  for (let i = 0; i < SAMPLES.length; i += 5)
    await repository.addChunks([{ chunk: new SampleChunk(call.id, participantId, SampleColumns.of(CLASSES, SAMPLES.slice(i, i + 5))) }]);
}, 60_000);
afterAll(() => attune.stop());

const path = () => `/api/calls/${call.id}/timeline`;
const read = (accept: string) => fetch(attune.url + path(), { headers: { cookie: clinician.cookie, accept } });

it('is JSON to whoever asks for nothing else', async () => {
  for (const accept of ['*/*', 'application/json', 'application/json, */*;q=0.5']) {
    const response = await read(accept);
    expect([response.headers.get('content-type'), response.headers.get('vary')]).toEqual([
      'application/json; charset=utf-8',
      expect.stringContaining('Accept'),
    ]);
    expect(callTimeline.parse(await response.json()).participants).toEqual([
      { participantId, name: 'Jan', classes: CLASSES, samples: SAMPLES },
    ]);
  }
});

it('is columns to our own web app, which say the same in a fraction of the bytes', async () => {
  const response = await read(TIMELINE_TYPE);
  expect(response.headers.get('content-type')).toBe(TIMELINE_TYPE);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const {
    participants: [one],
    ...rest
  } = decodeTimeline(bytes);
  expect([one?.participantId, one?.name]).toEqual([participantId, 'Jan']);
  expect(Array.from({ length: one?.samples.length ?? 0 }, (_, row) => one?.samples.at(row))).toEqual(
    SAMPLES.map((each) => ({ ...each, raw: null })),
  );
  expect(rest).toEqual({ durationMs: 0, turns: [], markers: [] });
  expect(bytes.length).toBeLessThan((await (await read('*/*')).arrayBuffer()).byteLength / 5);
});

it('is refused to a stranger in either shape', async () => {
  const stranger = await attune.stranger();
  for (const accept of ['*/*', TIMELINE_TYPE]) {
    const response = await fetch(attune.url + path(), { headers: { cookie: stranger.cookie, accept } });
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
  }
});
