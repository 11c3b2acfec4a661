import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordingFacesView, recordingFacesView } from '#contracts/recording-faces';
import type { NoteView } from '#contracts/rest';
import type { CallSummary } from '#contracts/summary';
import type { CallTimeline } from '#contracts/timeline';
import { AuditService } from '../../apps/server/src/audit/audit.service.ts';
import { FaceErasure } from '../../apps/server/src/recordings/faces/face-erasure.ts';
import { Housekeeping } from '../../apps/server/src/recordings/housekeeping.ts';
import { RecordingsRepository } from '../../apps/server/src/recordings/recordings.repository.ts';
import { TestServer } from '../e2e/support/server.ts';
import { makeTwoPeople, TWO_PEOPLE } from '../media/two-people.ts';
import { Attune, cookieOf } from './support/attune.ts';
import { eventually } from '../support/eventually.ts';
import { RecordingClient } from './support/recording-client.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'attune-faces-'));
const [two, one, long] = ['two.mp4', 'one.mp4', 'long.mp4'].map((name) => path.join(folder, name)) as [string, string, string];
const EVERY_NTH = '2';

let attune: Attune;
let client: RecordingClient;

beforeAll(async () => {
  await makeTwoPeople(two);
  await makeTwoPeople(one, { seconds: 3, alone: true });
  await makeTwoPeople(long, { seconds: 40 });
  attune = await Attune.start();
  client = new RecordingClient(attune.url, (await attune.clinician()).cookie);
}, 240_000);
afterAll(async () => {
  await attune.stop();
  rmSync(folder, { recursive: true, force: true });
});

const facesOf = async (id: string): Promise<RecordingFacesView> =>
  recordingFacesView.parse((await client.request('GET', `/api/recordings/${id}/faces`)).body);
const choose = (id: string, faces: number[], clinicians: number[] = []) =>
  client.request('POST', `/api/recordings/${id}/faces`, { faces, clinicians });
const erase = (id: string, number: number) => client.request('DELETE', `/api/recordings/${id}/faces/${number}`);
const timeline = async (id: string) => (await client.request('GET', `/api/calls/${id}/timeline`)).body as unknown as CallTimeline;
const summary = async (id: string) => (await client.request('GET', `/api/calls/${id}/summary`)).body as unknown as CallSummary;
const note = async (id: string) => (await client.request('GET', `/api/calls/${id}/note`)).body as unknown as NoteView;
const rowsOf = (csv: string, face: number) =>
  csv
    .trim()
    .split('\r\n')
    .slice(1)
    .filter((row) => row.split(',')[1] === String(face));
const numbersIn = async (id: string) => (await client.view(id)).faces.map(({ number }) => number);

/** Uploads the video of two people and waits until somebody has to say whose face may be analysed. */
async function waiting(metadata: Record<string, string> = {}, video = two): Promise<string> {
  const id = await client.beginUpload(video, { everyNth: EVERY_NTH, ...metadata });
  expect(await client.settled(id)).toMatchObject({ status: 'choosing', faces: [], problem: null, progress: null });
  return id;
}

async function analysed(faces: number[], clinicians: number[] = []): Promise<string> {
  const id = await waiting();
  expect((await choose(id, faces, clinicians)).status).toBe(200);
  expect(await client.settled(id)).toMatchObject({ status: 'done' });
  return id;
}

describe('whose face may be analysed in a recording', { timeout: 240_000 }, () => {
  it('goes without saying where one person alone is in it, and is logged', async () => {
    const id = await client.beginUpload(one, { everyNth: EVERY_NTH });
    expect(await client.settled(id)).toMatchObject({ status: 'done', faces: [{ number: 1 }], notAnalysed: [] });
    expect(await facesOf(id)).toMatchObject({ choice: { faces: [1], by: 'upload' }, listing: { faces: [{ number: 1 }] } });
    const log = await attune.app.get(AuditService, { strict: false }).entriesOf(id);
    expect(log.find(({ action }) => action === 'recording-faces-chosen')).toMatchObject({
      actorKind: 'account',
      detail: { faces: '1', by: 'upload' },
    });
  });

  it('is asked where there are more: nothing is classified until somebody says', async () => {
    const id = await waiting();
    const { listing, choice, open } = await facesOf(id);
    expect([choice, open]).toEqual([null, true]);
    expect(listing!.faces).toMatchObject([{ number: 1, firstMs: 0, share: 1 }, { number: 2 }]);
    expect(listing!.faces[1]!.firstMs).toBeGreaterThanOrEqual(TWO_PEOPLE.secondFromMs);
    expect((await timeline(id)).participants).toEqual([]);
    expect(await client.request('GET', `/api/recordings/${id}/emotions.csv`)).toMatchObject({ status: 409, body: { code: 'no-results' } });
    expect(await client.request('POST', `/api/recordings/${id}/renders`, { kind: 'annotated' })).toMatchObject({
      status: 409,
      body: { code: 'no-results' },
    });
  });

  it('is asked with pictures that only the owner gets and nobody keeps', async () => {
    const id = await waiting();
    const before = readdirSync(path.join(attune.config.dataDir, 'files'));
    const { listing } = await facesOf(id);
    const both = listing!.frames.find(({ boxes }) => boxes.length === 2)!;
    const response = await client.fetch(`/api/recordings/${id}/faces/frames/${both.atMs}`);
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      200,
      'image/jpeg',
      'no-store',
    ]);
    const { width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
    expect([width, height]).toEqual([TWO_PEOPLE.width, TWO_PEOPLE.height]);
    expect(readdirSync(path.join(attune.config.dataDir, 'files'))).toEqual(before);
    expect(await client.request('GET', `/api/recordings/${id}/faces/frames/${both.atMs + 777}`)).toMatchObject({
      status: 404,
      body: { code: 'picture-unknown' },
    });
    const eve = await attune.stranger();
    for (const [method, end, body] of [
      ['GET', ''],
      ['GET', `/frames/${both.atMs}`],
      ['POST', '', { faces: [1] }],
      ['DELETE', '/1'],
    ] as [string, string, object?][]) {
      expect(await eve.request(method, `/api/recordings/${id}/faces${end}`, body)).toMatchObject({
        status: 404,
        body: { code: 'recording-unknown' },
      });
      expect((await attune.request(method, `/api/recordings/${id}/faces${end}`, body)).status).toBe(401);
    }
    // Where the faces are is sealed like the video.
    for (const name of readdirSync(path.join(attune.config.dataDir, 'files')))
      expect(readFileSync(path.join(attune.config.dataDir, 'files', name)).includes('"faces"')).toBe(false);
  });

  it('is kept: who is not chosen has no sample, no row, no name and no explanation', async () => {
    const id = await analysed([2]);
    const view = await client.view(id);
    expect(view).toMatchObject({ faces: [{ number: 2, name: 'Face 2' }], notAnalysed: [{ number: 1, firstMs: 0, clinician: false }] });
    const { participants } = await timeline(id);
    expect(participants.map(({ participantId }) => participantId)).toEqual([view.faces[0]!.participantId]);
    expect(participants[0]!.samples.every(({ box }) => box === null || box === undefined || box[0] > 300)).toBe(true);
    const csv = await client.csv(id);
    expect([rowsOf(csv, 1).length, rowsOf(csv, 2).length > 20]).toEqual([0, true]);
    expect((await summary(id)).participants.map(({ name }) => name)).toEqual(['Face 2']);
    const log = await attune.app.get(AuditService, { strict: false }).entriesOf(id);
    expect(log.find(({ action }) => action === 'recording-faces-chosen')).toMatchObject({
      actorKind: 'account',
      detail: { faces: '2', clinicians: '', before: null },
    });
  });

  it('refuses numbers that nobody has, and a clinician, with a reason', async () => {
    const id = await waiting();
    expect(await choose(id, [1, 9])).toMatchObject({
      status: 400,
      body: { code: 'faces-unknown', message: expect.stringContaining('There are: 1, 2') as string },
    });
    expect(await choose(id, [1, 2], [2])).toMatchObject({ status: 400, body: { code: 'clinician-not-analysed' } });
    expect(await client.request('POST', `/api/recordings/${id}/faces`, { faces: ['all'] })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
    expect((await choose(id, [1], [2])).status).toBe(200);
    expect(await client.settled(id)).toMatchObject({ faces: [{ number: 1 }], notAnalysed: [{ number: 2, clinician: true }] });
    expect(await choose(id, [1, 2], [2])).toMatchObject({ status: 400, body: { code: 'clinician-not-analysed' } });
  });

  it('can be said with the upload, by the numbers that are there, and is asked where they are not', async () => {
    const id = await client.beginUpload(two, { everyNth: EVERY_NTH, faces: '2' });
    expect(await client.settled(id)).toMatchObject({ status: 'done', faces: [{ number: 2 }], notAnalysed: [{ number: 1 }] });
    await waiting({ faces: '1,7' });
    await expect(client.beginUpload(two, { faces: 'all' })).rejects.toThrow(/400.*faces/);
  });

  it('may be nobody: then nothing is analysed', async () => {
    const id = await analysed([]);
    expect(await client.view(id)).toMatchObject({ faces: [], problem: { code: 'nobody-chosen' } });
    expect((await timeline(id)).participants).toEqual([]);
    expect((await choose(id, [1])).status).toBe(200);
    expect(await client.settled(id)).toMatchObject({ status: 'done', problem: null, faces: [{ number: 1 }] });
  });

  it('is changed later: one is added, and the other loses nothing', async () => {
    const id = await analysed([2]);
    const before = rowsOf(await client.csv(id), 2);
    expect((await choose(id, [1, 2])).status).toBe(200);
    expect(await client.settled(id)).toMatchObject({ status: 'done', faces: [{ number: 1 }, { number: 2 }], notAnalysed: [] });
    expect(rowsOf(await client.csv(id), 2)).toEqual(before);
    const together = await client.csv(await analysed([1, 2]));
    expect(await client.csv(id)).toBe(together);
    // Left out again, it is erased.
    expect((await choose(id, [2])).body).toMatchObject({ status: 'done', faces: [{ number: 2 }] });
    expect(rowsOf(await client.csv(id), 1)).toEqual([]);
    expect(rowsOf(await client.csv(id), 2)).toEqual(before);
  });

  it('is remembered when the video is analysed again, and asked again with other options', async () => {
    const id = await analysed([2], [1]);
    const [csv, face] = [await client.csv(id), (await client.view(id)).faces[0]!];
    await client.request('PATCH', `/api/recordings/${id}/faces/${face.participantId}`, { name: 'JN' });
    expect((await client.request('POST', `/api/recordings/${id}/analyse`, { everyNth: Number(EVERY_NTH) })).status).toBe(200);
    expect(await client.settled(id)).toMatchObject({
      status: 'done',
      faces: [{ number: 2, name: 'JN' }],
      notAnalysed: [{ number: 1, clinician: true }],
    });
    expect(await client.csv(id)).toBe(csv);
    expect((await client.request('POST', `/api/recordings/${id}/analyse`, { everyNth: 4 })).status).toBe(200);
    expect(['choosing', 'done']).toContain((await client.settled(id)).status);
    expect(await numbersIn(id)).not.toContain(1);
  });
});

describe('the name of a face', { timeout: 240_000 }, () => {
  const rename = async (id: string, number: number, name: string) => {
    const { participantId } = (await client.view(id)).faces.find((face) => face.number === number)!;
    return client.request('PATCH', `/api/recordings/${id}/faces/${participantId}`, { name });
  };
  const again = async (id: string, options: object) => {
    expect((await client.request('POST', `/api/recordings/${id}/analyse`, options)).status).toBe(200);
    return client.settled(id);
  };
  /** Whom a person would call by this number now: the second person sits on the right. */
  const onTheRight = async (id: string) => (await facesOf(id)).listing!.faces.find(({ box }) => box[0] > 300)!.number;

  it('stays with its person through analyses with other options, also of another detector, and one that was cancelled between', async () => {
    const id = await analysed([1, 2]);
    expect((await rename(id, 2, 'Jana')).status).toBe(200);
    expect(await again(id, { everyNth: 3, profile: 'light' })).toMatchObject({ status: 'choosing' });
    const right = await onTheRight(id);
    expect((await facesOf(id)).listing!.faces.filter(({ name }) => name !== undefined)).toMatchObject([{ number: right, name: 'Jana' }]);
    // Cancelled before its faces are known again.
    await client.request('POST', `/api/recordings/${id}/analyse`, { everyNth: 2 });
    await client.request('POST', `/api/recordings/${id}/cancel`);
    expect(await again(id, { everyNth: 5 })).toMatchObject({ status: 'choosing' });
    await choose(
      id,
      (await facesOf(id)).listing!.faces.map(({ number }) => number),
    );
    const { faces } = await client.settled(id);
    const number = await onTheRight(id);
    expect(faces.filter(({ name }) => name === 'Jana')).toMatchObject([{ number }]);
    // Nothing is left over of what found the name.
    const { tracks, earlier } = (await attune.app.get(RecordingsRepository, { strict: false }).find(id))!;
    expect([tracks === null, earlier]).toEqual([false, null]);
  });

  it('is forgotten with the face', async () => {
    const id = await analysed([1, 2]);
    await rename(id, 1, 'Petr');
    await rename(id, 2, 'Jana');
    await again(id, { everyNth: 3 });
    const right = await onTheRight(id);
    expect(JSON.stringify(await facesOf(id))).toMatch(/Petr.*Jana|Jana.*Petr/);
    // Nothing was estimated of the other one here, and the name is gone all the same.
    await choose(id, [right]);
    expect(JSON.stringify(await facesOf(id))).not.toContain('Petr');
    await client.settled(id);
    await erase(id, right);
    expect(JSON.stringify(await facesOf(id))).not.toContain('Jana');
    await choose(id, [right]);
    expect((await client.settled(id)).faces).toMatchObject([{ name: `Face ${right}` }]);
  });

  it('does not change under a signed note', async () => {
    const id = await analysed([1, 2]);
    await client.request('POST', `/api/calls/${id}/note/attach`);
    expect((await client.request('POST', `/api/calls/${id}/note/sign`)).status).toBeLessThan(300);
    expect(await rename(id, 2, 'Jana')).toMatchObject({ status: 409, body: { code: 'note-signed' } });
    expect((await client.view(id)).faces).toMatchObject([{ name: 'Face 1' }, { name: 'Face 2' }]);
  });
});

describe('a face that is erased', { timeout: 240_000 }, () => {
  it('is gone from samples, table, renders, summary, explanations and note, and the others stay; once more changes nothing', async () => {
    const id = await analysed([1, 2]);
    const {
      faces: [left, right],
    } = await client.view(id);
    const [rowsBefore, madeOfAll] = [rowsOf(await client.csv(id), 2), await client.render(id, { kind: 'annotated' })];
    const ofRight = await client.render(id, {
      kind: 'clips',
      emotions: ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear', 'contempt'],
      participantId: right!.participantId,
    });
    expect([madeOfAll.status, ofRight.status]).toEqual(['done', 'done']);
    await client.request('POST', `/api/calls/${id}/note/attach`);
    const attached = await note(id);
    expect(attached.markdown).toMatch(/Face 1[\s\S]*Face 2/);
    await client.request('PUT', `/api/calls/${id}/note`, {
      markdown: attached.markdown.replace('## Plan', '## Plan\nMine.'),
      version: attached.version,
    });

    expect((await erase(id, 1)).body).toMatchObject({ status: 'done', faces: [{ number: 2 }], notAnalysed: [{ number: 1 }] });
    expect((await timeline(id)).participants.map(({ participantId }) => participantId)).toEqual([right!.participantId]);
    expect(rowsOf(await client.csv(id), 1)).toEqual([]);
    expect(rowsOf(await client.csv(id), 2)).toEqual(rowsBefore);
    expect(JSON.stringify(await summary(id))).not.toContain(left!.participantId);
    expect(await client.request('GET', `/api/recordings/${id}/explanation?participantId=${left!.participantId}&atMs=3000`)).toMatchObject({
      status: 404,
      body: { code: 'face-unknown' },
    });
    const renders = (await client.request('GET', `/api/recordings/${id}/renders`)).body as unknown as {
      id: string;
      status: string;
      problem: { code: string } | null;
      artefacts: object[];
    }[];
    expect(renders.find((render) => render.id === madeOfAll.id)).toMatchObject({
      status: 'failed',
      problem: { code: 'face-erased' },
      artefacts: [],
    });
    expect(renders.find((render) => render.id === ofRight.id)).toMatchObject({ status: 'done' });
    expect((await fetch(attune.url + madeOfAll.artefacts[0]!.url)).status).toBe(404);
    const renewed = await note(id);
    expect(renewed.markdown).not.toContain('Face 1');
    expect(renewed.markdown).toContain('Face 2');
    expect(renewed.markdown).toContain('Mine.');

    expect(await erase(id, 1)).toMatchObject({ status: 200, body: { status: 'done', faces: [{ number: 2 }] } });
    const log = (await attune.app.get(AuditService, { strict: false }).entriesOf(id)).filter(
      ({ action }) => action === 'recording-face-erased',
    );
    expect(log.map(({ detail, actorKind }) => [actorKind, detail])).toEqual([['account', { face: 1 }]]);
  });

  it('leaves a signed note as it was signed, and flags it; it goes when the note is reopened', async () => {
    const id = await analysed([1, 2]);
    await client.request('POST', `/api/calls/${id}/note/attach`);
    await client.request('POST', `/api/calls/${id}/note/sign`);
    const signed = await note(id);
    await erase(id, 1);
    expect(signed.basis).toBe('unchanged');
    expect(await note(id)).toEqual({
      ...signed,
      erasedSinceSigned: true,
      summaryOutdatedAt: expect.any(String) as string,
      basis: 'changed',
      basisChanged: expect.arrayContaining(['samples']) as string[],
    });
    await client.request('POST', `/api/calls/${id}/note/reopen`);
    expect(await note(id)).toMatchObject({
      signedAt: null,
      summaryOutdatedAt: null,
      markdown: expect.not.stringContaining('Face 1') as string,
    });
  });

  it('stays gone while it is being analysed, rendered and asked about', async () => {
    const id = await waiting({ everyNth: '1' }, long);
    await choose(id, [1, 2]);
    await eventually(async () => (await timeline(id)).participants.length > 0, 'the first samples', 120_000);
    expect((await erase(id, 1)).status).toBe(200);
    expect(await client.settled(id)).toMatchObject({ status: 'done', faces: [{ number: 2 }] });
    expect((await timeline(id)).participants).toHaveLength(1);
    const csv = await client.csv(id);
    expect(rowsOf(csv, 1)).toEqual([]);
    expect(new Set(rowsOf(csv, 2)).size).toBe(rowsOf(csv, 2).length);
    expect((await attune.app.get(RecordingsRepository, { strict: false }).find(id))?.checkpoint).toBeNull();

    // With both again, erased while a video is drawn.
    await choose(id, [1, 2]);
    await client.settled(id);
    const { body } = await client.request('POST', `/api/recordings/${id}/renders`, { kind: 'annotated' });
    const {
      faces: [left],
    } = await client.view(id);
    const asked = client.request('GET', `/api/recordings/${id}/explanation?participantId=${left!.participantId}&atMs=3000`);
    expect((await erase(id, 1)).status).toBe(200);
    expect([200, 404, 409]).toContain((await asked).status);
    expect((await client.request('GET', `/api/recordings/${id}/renders/${body['id'] as string}`)).body).toMatchObject({
      status: 'failed',
      problem: { code: 'face-erased' },
      artefacts: [],
    });
    expect(rowsOf(await client.csv(id), 2)).toEqual(rowsOf(csv, 2));
  });

  it('is erased by many at once as by one', async () => {
    const id = await analysed([1, 2]);
    const before = rowsOf(await client.csv(id), 2);
    const answers = await Promise.all([erase(id, 1), erase(id, 1), choose(id, [2]), erase(id, 1)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await client.settled(id)).toMatchObject({ status: 'done', faces: [{ number: 2 }] });
    expect(rowsOf(await client.csv(id), 2)).toEqual(before);
  });

  it('leaves the note even if the server dies right after the database has forgotten it', async () => {
    const id = await analysed([1, 2]);
    await client.request('POST', `/api/calls/${id}/note/attach`);
    // What a server does up to its death: it forgets, and owes the rest.
    const repository = attune.app.get(RecordingsRepository, { strict: false });
    await repository.transaction(async (tx) => {
      const row = (await repository.lock(id, tx))!;
      await attune.app.get(FaceErasure, { strict: false }).forget(row, [1], tx);
    });
    expect((await note(id)).markdown).toContain('Face 1');
    await attune.app.get(Housekeeping, { strict: false }).renewNotes();
    expect((await note(id)).markdown).not.toContain('Face 1');
    expect(await repository.withStaleNotes()).toEqual([]);
  });
});

describe('a server killed while faces are followed and while they are read', () => {
  it('comes to the same numbers and samples', { timeout: 400_000 }, async () => {
    let server = await TestServer.start();
    try {
      const setup = await fetch(`${server.url}/api/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: server.setupCode(), name: 'Dr Ada', email: 'ada@example.org', password: 'correct horse battery' }),
      });
      const killed = new RecordingClient(server.url, cookieOf({ status: setup.status, headers: setup.headers, body: {} }));
      const id = await killed.beginUpload(long, { everyNth: '1' });
      await eventually(async () => ((await killed.view(id)).progress?.share ?? 0) > 0.1, 'a part of it followed', 120_000);
      await server.kill();
      server = await TestServer.start({ dataDir: server.dataDir, port: server.port });
      expect(await killed.settled(id)).toMatchObject({ status: 'choosing' });
      await killed.request('POST', `/api/recordings/${id}/faces`, { faces: [2], clinicians: [] });
      const participants = async () =>
        ((await killed.request('GET', `/api/calls/${id}/timeline`)).body as unknown as CallTimeline).participants;
      await eventually(async () => (await participants()).length > 0, 'the first samples', 120_000);
      await server.kill();
      server = await TestServer.start({ dataDir: server.dataDir, port: server.port });
      expect(await killed.settled(id)).toMatchObject({ status: 'done', faces: [{ number: 2 }] });
      const straight = await waiting({ everyNth: '1' }, long);
      await choose(straight, [2]);
      await client.settled(straight);
      expect(await killed.csv(id)).toBe(await client.csv(straight));
    } finally {
      await server.stop();
      rmSync(server.dataDir, { recursive: true, force: true });
    }
  });
});
