import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallSummary } from '#contracts/summary';
import type { CallTimeline } from '#contracts/timeline';
import { Housekeeping } from '../../apps/server/src/recordings/housekeeping.ts';
import { RetentionService } from '../../apps/server/src/retention/retention.service.ts';
import { RecordingsRepository } from '../../apps/server/src/recordings/recordings.repository.ts';
import { loadFaces } from '../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../scripts/demo/scene-renderer.ts';
import { TestServer } from '../e2e/support/server.ts';
import { makeVideo } from '../media/make-video.ts';
import { Attune, type Clinician, cookieOf } from './support/attune.ts';
import { eventually } from '../support/eventually.ts';
import { Postgres } from './support/postgres.ts';
import { RecordingClient } from './support/recording-client.ts';

const FRAME_RATE = 20;
/** What the synthetic face shows, one after the other. */
const STORY = [
  { emotion: 'neutral', durationMs: 3_000, says: '' },
  { emotion: 'happiness', durationMs: 4_000, says: '' },
  { emotion: 'surprise', durationMs: 4_000, says: '' },
] as const;
const DURATION_MS = STORY.reduce((sum, scene) => sum + scene.durationMs, 0);
const EVERY_NTH = 2;

const folder = mkdtempSync(path.join(tmpdir(), 'attune-recordings-'));
const [mp4, avi, long] = [path.join(folder, 'Sezení č. 3.mp4'), path.join(folder, 'short.avi'), path.join(folder, 'long.mp4')] as [
  string,
  string,
  string,
];
/** `emotions.csv` of an analysis that nobody interrupted. */
let uninterrupted = '';

beforeAll(async () => {
  const renderer = new SceneRenderer(await loadFaces(), { width: 640, height: 360, story: STORY });
  const options = {
    width: 640,
    height: 360,
    frameRate: FRAME_RATE,
    picture: (index: number) => renderer.frame((index * 1_000) / FRAME_RATE),
  };
  await makeVideo(mp4, { ...options, frames: (DURATION_MS * FRAME_RATE) / 1_000 });
  await makeVideo(avi, { ...options, frames: 2 * FRAME_RATE });
  await makeVideo(long, { ...options, frames: (6 * DURATION_MS * FRAME_RATE) / 1_000 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Machines that do much else at the same time take long to analyse and to encode.
describe('a recording', { timeout: 240_000 }, () => {
  let attune: Attune;
  let doctor: Clinician;
  let client: RecordingClient;
  let id: string;

  beforeAll(async () => {
    attune = await Attune.start();
    doctor = await attune.clinician();
    client = new RecordingClient(attune.url, doctor.cookie);
  });
  afterAll(() => attune.stop());

  const files = () => readdirSync(path.join(attune.config.dataDir, 'files')).filter((name) => /^[0-9a-f-]{36}$/.test(name));

  it('is uploaded and analysed, and is no call', async () => {
    expect((await client.request('GET', '/api/recordings/limits')).body).toMatchObject({
      maxBytes: 8_000_000_000,
      profiles: ['call', 'light', 'accurate'],
    });
    id = await client.beginUpload(mp4, { everyNth: String(EVERY_NTH), title: 'Session 3' });
    const early = await client.request('GET', `/api/recordings/${id}/emotions.csv`);
    expect(early.status === 200 || early.body.code === 'no-results').toBe(true);
    expect(await client.settled(id)).toMatchObject({
      status: 'done',
      problem: null,
      title: 'Session 3',
      fileName: path.basename(mp4),
      profile: 'call',
      everyNth: EVERY_NTH,
      hasVideo: true,
      progress: null,
      video: { width: 640, height: 360, hasAudio: true, playable: true },
      faces: [{ number: 1, name: 'Face 1' }],
    });
    uninterrupted = await client.csv(id);
    expect((await client.request('GET', '/api/calls')).body).toEqual([]);
    expect((await client.request('GET', '/api/recordings')).body).toMatchObject([{ id }]);
  });

  it('has timeline, summary and note like a call', async () => {
    const timeline = (await client.request('GET', `/api/calls/${id}/timeline`)).body as unknown as CallTimeline;
    expect(timeline.durationMs).toBeCloseTo(DURATION_MS, -2);
    expect(timeline.participants[0]?.samples).toHaveLength((DURATION_MS * FRAME_RATE) / 1_000 / EVERY_NTH);
    expect(timeline.participants[0]?.samples.filter((sample) => sample.state === 'ok').every((sample) => sample.box?.length === 4)).toBe(
      true,
    );
    const summary = (await client.request('GET', `/api/calls/${id}/summary`)).body as unknown as CallSummary;
    const segments = summary.participants[0]?.expression?.segments ?? [];
    expect(segments.map(({ label }) => label)).toEqual(STORY.map(({ emotion }) => emotion));
    // Labels lag behind the face; segments do not.
    expect(Math.abs((segments[1]?.startMs ?? 0) - 3_000)).toBeLessThan(500);
    expect((await client.request('GET', `/api/calls/${id}/note`)).body).toMatchObject({ version: 1, signedAt: null });
  });

  it('gives its samples as a table and its moments by a query', async () => {
    const response = await client.fetch(`/api/recordings/${id}/emotions.csv`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; .*emotions\.csv/);
    const rows = (await response.text()).trim().split('\r\n');
    expect(rows[0]).toBe(
      'timeMs,face,x,y,width,height,state,label,probability,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt',
    );
    expect(rows).toHaveLength(1 + (DURATION_MS * FRAME_RATE) / 1_000 / EVERY_NTH);

    const [face] = (await client.view(id)).faces;
    expect((await client.request('PATCH', `/api/recordings/${id}/faces/${face?.participantId}`, { name: 'JN' })).body).toMatchObject({
      faces: [{ number: 1, name: 'JN' }],
    });
    const { body } = await client.request('GET', `/api/recordings/${id}/moments?q=${encodeURIComponent('happy > 0.5 face "JN"')}`);
    expect(body).toMatchObject({ problem: null, moments: [{ label: 'happiness', participantId: face?.participantId }] });
    expect((await client.request('GET', `/api/recordings/${id}/moments?q=hapy`)).body).toMatchObject({
      moments: [],
      problem: { code: 'did-you-mean', from: 0, to: 4 },
    });
  });

  it('plays in ranges, to nobody without the address', async () => {
    const { url, contentType } = (await client.request('GET', `/api/recordings/${id}/video`)).body as { url: string; contentType: string };
    expect(contentType).toBe('video/mp4');
    const part = await fetch(attune.url + url, { headers: { range: 'bytes=4-7' } });
    expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
    expect((await fetch(`${attune.url}/api/media/x.y`)).status).toBe(404);
  });

  it('is cut to clips of expressions, to moments, and drawn upon', async () => {
    const clips = await client.render(id, { kind: 'clips', emotions: ['happiness', 'surprise'], paddingMs: 0 });
    expect(clips).toMatchObject({ status: 'done', problem: null, progress: null });
    expect(clips.artefacts.map(({ kind, label }) => [kind, label])).toEqual([
      ['clip', 'happiness+surprise'],
      ['joined', null],
    ]);
    const moments = await client.render(id, {
      kind: 'moments',
      name: 'two',
      spans: [
        { startMs: 1_000, endMs: 2_000 },
        { startMs: 5_000, endMs: 6_000 },
      ],
      paddingMs: 250,
    });
    expect(moments.artefacts.map(({ span }) => span)).toEqual([{ startMs: 750, endMs: 2_250 }, { startMs: 4_750, endMs: 6_250 }, null]);
    expect(moments.artefacts[2]?.durationMs).toBeCloseTo(3_000, -2);
    const annotated = await client.render(id, { kind: 'annotated' });
    expect(annotated.artefacts).toMatchObject([{ kind: 'annotated', fileName: 'Sezení č. 3-annotated.mp4', span: null }]);
    for (const artefact of [clips.artefacts[1], moments.artefacts[0], annotated.artefacts[0]]) {
      const response = await fetch(`${attune.url}${artefact?.url}?download=1`);
      const content = Buffer.from(await response.arrayBuffer());
      expect([content.length, content.toString('latin1', 4, 8)]).toEqual([artefact?.bytes, 'ftyp']);
    }
    expect(await client.render(id, { kind: 'clips', emotions: ['contempt'] })).toMatchObject({
      status: 'failed',
      artefacts: [],
      problem: { code: 'no-such-stretch' },
    });
    expect((await client.request('GET', `/api/recordings/${id}/renders`)).body).toHaveLength(4);
    // The video, where its faces are, and what was made.
    expect(files()).toHaveLength(2 + 2 + 3 + 1);
    expect((await client.request('DELETE', `/api/recordings/${id}/renders/${clips.id}`)).status).toBe(204);
    expect(files()).toHaveLength(2 + 3 + 1);
  });

  it('is unknown to another account, and to nobody at all', async () => {
    const eve = await attune.stranger();
    const paths = ['', '/video', '/emotions.csv', '/moments?q=happy', '/renders', `/explanation?participantId=${randomUUID()}&atMs=0`].map(
      (end) => `/api/recordings/${id}${end}`,
    );
    for (const one of paths) {
      expect(await eve.request('GET', one)).toMatchObject({ status: 404, body: { code: 'recording-unknown' } });
      expect(await attune.request('GET', one)).toMatchObject({ status: 401 });
    }
    const changes: [string, string, object?][] = [
      ['PATCH', '', { title: 'Mine' }],
      ['POST', '/cancel'],
      ['POST', '/analyse', {}],
      ['POST', '/renders', { kind: 'annotated' }],
      ['DELETE', '/video'],
      ['DELETE', ''],
    ];
    for (const [method, end, body] of changes)
      expect(await eve.request(method, `/api/recordings/${id}${end}`, body)).toMatchObject({
        status: 404,
        body: { code: 'recording-unknown' },
      });
    expect((await eve.request('GET', '/api/recordings')).body).toEqual([]);
    expect(await client.view(id)).toMatchObject({ title: 'Session 3', hasVideo: true });
  });

  it('is analysed anew, without what was found before but the names', async () => {
    expect((await client.request('POST', `/api/recordings/${id}/analyse`, { everyNth: EVERY_NTH })).body).toMatchObject({
      status: expect.stringMatching(/^(queued|analysing)$/) as string,
      faces: [{ number: 1, name: 'JN' }],
    });
    expect(await client.request('POST', `/api/recordings/${id}/analyse`, {})).toMatchObject({
      status: 409,
      body: { code: 'recording-busy' },
    });
    expect(await client.settled(id)).toMatchObject({ status: 'done', faces: [{ number: 1, name: 'JN' }] });
    expect(firstDifference(await client.csv(id), uninterrupted)).toBeNull();
  });

  it('can be cancelled in the middle, and analysed after that', async () => {
    const other = await client.beginUpload(long, { everyNth: '1' });
    await eventually(async () => ((await client.view(other)).progress?.share ?? 0) > 0.02, 'a part of the work', 120_000);
    expect((await client.request('POST', `/api/recordings/${other}/cancel`)).body).toMatchObject({ status: 'cancelled', progress: null });
    await client.request('POST', `/api/recordings/${other}/analyse`, { everyNth: 100 });
    expect(await client.settled(other)).toMatchObject({ status: 'done', faces: [{ number: 1, name: 'Face 1' }] });
    expect((await client.request('DELETE', `/api/recordings/${other}`)).status).toBe(204);
  });

  it('is changed by no attempt but the last to take it', async () => {
    const repository = attune.app.get(RecordingsRepository, { strict: false });
    const [run, first, second] = [randomUUID(), randomUUID(), randomUUID()] as [string, string, string];
    await repository.update(id, { run });
    expect(await repository.claim(id, randomUUID(), first)).toBeUndefined();
    const { attempts } = (await repository.claim(id, run, first)) ?? {};
    expect(await repository.claim(id, run, second)).toMatchObject({ attempt: second, attempts: (attempts ?? 0) + 1 });
    expect(await repository.updateHeld(id, first, { checkpoint: 'first' })).toBeUndefined();
    expect(await repository.updateHeld(id, second, { checkpoint: null })).toMatchObject({ checkpoint: null });
    expect((await client.request('POST', `/api/recordings/${id}/cancel`)).body).toMatchObject({ status: 'done' });
    expect(await repository.updateHeld(id, second, { checkpoint: 'second' })).toBeUndefined();
  });

  it('that browsers cannot play gets a copy that they can', async () => {
    const other = await client.beginUpload(avi);
    expect(await client.settled(other)).toMatchObject({ status: 'done', video: { playable: false } });
    await eventually(async () => (await client.request('GET', `/api/recordings/${other}/video`)).status === 200, 'the copy');
    const { url, contentType } = (await client.request('GET', `/api/recordings/${other}/video`)).body as {
      url: string;
      contentType: string;
    };
    expect([contentType, (await (await fetch(attune.url + url)).text()).slice(4, 8)]).toEqual(['video/mp4', 'ftyp']);
    const before = files().length;
    expect((await client.request('DELETE', `/api/recordings/${other}`)).status).toBe(204);
    expect(files()).toHaveLength(before - 3);
  });

  it('is kept while files that nobody knows are swept, unless they are new', async () => {
    const [old, young] = [randomUUID(), randomUUID()] as [string, string];
    for (const name of [old, young]) writeFileSync(path.join(attune.config.dataDir, 'files', name), 'left by a server that was killed');
    utimesSync(path.join(attune.config.dataDir, 'files', old), new Date(0), new Date(0));
    await attune.app.get(Housekeeping, { strict: false }).keep();
    expect(files()).toContain(id);
    expect(files()).not.toContain(old);
    expect(files()).toContain(young);
    rmSync(path.join(attune.config.dataDir, 'files', young));
  });

  it('loses its video and keeps its results, then is deleted without a trace', async () => {
    expect((await client.request('DELETE', `/api/recordings/${id}/video`)).body).toMatchObject({
      status: 'done',
      hasVideo: false,
      videoDeletedAt: expect.any(String) as string,
    });
    expect(files()).toEqual([]);
    expect(await client.request('GET', `/api/recordings/${id}/video`)).toMatchObject({ status: 409, body: { code: 'video-deleted' } });
    expect(await client.request('POST', `/api/recordings/${id}/renders`, { kind: 'annotated' })).toMatchObject({
      status: 409,
      body: { code: 'video-deleted' },
    });
    expect(firstDifference(await client.csv(id), uninterrupted)).toBeNull();
    expect((await client.request('DELETE', `/api/recordings/${id}`)).status).toBe(204);
    expect(await client.request('GET', `/api/calls/${id}/timeline`)).toMatchObject({ status: 404 });
    expect((await client.request('GET', '/api/recordings')).body).toEqual([]);
  });

  it('whose upload was given up is swept after a day, and no earlier', async () => {
    const upload = await client.beginUpload(mp4, {}, 1_000);
    const housekeeping = attune.app.get(Housekeeping, { strict: false });
    await housekeeping.keep(Date.now() + 23 * 3_600_000);
    expect(await client.view(upload)).toMatchObject({ status: 'uploading' });
    await housekeeping.keep(Date.now() + 25 * 3_600_000);
    expect((await client.request('GET', `/api/recordings/${upload}`)).status).toBe(404);
    expect(files()).toEqual([]);
  });
});

describe('a server killed in the middle of an analysis', () => {
  it('goes on where it was when it starts again', { timeout: 240_000 }, async () => {
    let server = await TestServer.start();
    try {
      const setup = await fetch(`${server.url}/api/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: server.setupCode(), name: 'Dr Ada', email: 'ada@example.org', password: 'correct horse battery' }),
      });
      const client = new RecordingClient(server.url, cookieOf({ status: setup.status, headers: setup.headers, body: {} }));
      // Of every frame: a quick machine must not be through with it before the kill.
      const id = await client.beginUpload(long, { everyNth: '1' });
      await eventually(async () => ((await client.view(id)).progress?.share ?? 0) > 0.1, 'a part of the work', 120_000);
      const { status } = await client.view(id);
      await server.kill();
      expect(status).toBe('analysing');
      server = await TestServer.start({ dataDir: server.dataDir, port: server.port });
      expect(await client.settled(id)).toMatchObject({ status: 'done', problem: null });
      const interrupted = await client.csv(id);
      expect((await client.request('POST', `/api/recordings/${id}/analyse`, { everyNth: 1 })).status).toBeLessThan(300);
      expect(await client.settled(id)).toMatchObject({ status: 'done', problem: null });
      expect(firstDifference(interrupted, await client.csv(id))).toBeNull();
    } finally {
      await server.stop();
      rmSync(server.dataDir, { recursive: true, force: true });
    }
  });
});

describe('on PostgreSQL', { timeout: 240_000 }, () => {
  it('a recording is analysed, cut, loses its video after its days and is deleted', async () => {
    const postgres = await Postgres.create();
    const attune = await Attune.start({ databaseUrl: postgres.url }, { ATTUNE_VIDEO_DAYS: '30' });
    try {
      const client = new RecordingClient(attune.url, (await attune.clinician()).cookie);
      const id = await client.beginUpload(mp4, { everyNth: String(EVERY_NTH) });
      expect(await client.settled(id)).toMatchObject({ status: 'done', problem: null, faces: [{ number: 1 }] });
      expect(firstDifference(await client.csv(id), uninterrupted)).toBeNull();
      expect(await client.render(id, { kind: 'moments', name: 'one', spans: [{ startMs: 1_000, endMs: 2_000 }] })).toMatchObject({
        status: 'done',
        artefacts: [{ kind: 'clip' }, { kind: 'joined' }],
      });
      const retention = attune.app.get(RetentionService, { strict: false });
      await retention.keep(Date.now() + 29 * 86_400_000);
      expect(await client.view(id)).toMatchObject({ hasVideo: true });
      await retention.keep(Date.now() + 31 * 86_400_000);
      expect(await client.view(id)).toMatchObject({ hasVideo: false, status: 'done', faces: [{ number: 1 }] });
      expect(readdirSync(path.join(attune.config.dataDir, 'files')).filter((name) => /^[0-9a-f-]{36}$/.test(name))).toEqual([]);
      expect((await client.request('DELETE', `/api/recordings/${id}`)).status).toBe(204);
    } finally {
      await attune.stop();
      await postgres.remove();
    }
  });
});

/** The first row in which two tables differ; a diff of all of them says less. */
function firstDifference(found: string, wanted: string): [found: string | undefined, wanted: string | undefined] | null {
  const [a, b] = [found.split('\r\n'), wanted.split('\r\n')] as [string[], string[]];
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i).find((i) => a[i] !== b[i]);
  return at === undefined ? null : [a[at], b[at]];
}
