import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import { SampleColumns } from '#contracts/sample-columns';
import { asPglite, EmbeddedDatabase } from '../database/embedded-database.ts';
import type { Database } from '../database/database.ts';
import * as schema from '../database/schema/index.ts';
import { CallKeys } from '../keys/call-keys.ts';
import { Seal } from '../keys/seal.ts';
import { sealStored } from '../keys/seal-stored.ts';
import { sampleChunk, SampleChunk } from './sample-chunk.ts';
import { pageOf, samplesIn } from './sample-pages.ts';
import { SamplePagesRepository } from './sample-pages.repository.ts';
import { TimelineRepository } from './timeline.repository.ts';

const CLASSES = ['a', 'b'];
const NOTHING = { writeIds: [], hidden: [] };
const [CALL, ANNE, BERT] = [
  '11111111-1111-4111-8111-111111111111',
  '22222222-2222-4222-8222-222222222222',
  '33333333-3333-4333-8333-333333333333',
];
const sample = (atMs: number): EmotionSample => ({
  atMs,
  state: 'ok',
  raw: [0.25, 0.75],
  smoothed: [0.3, 0.7],
  label: 'b',
  coverage: 0.9,
  faceHeight: 80,
});
const chunkOf = (participantId: string, samples: EmotionSample[], classes = CLASSES) =>
  new SampleChunk(CALL, participantId, SampleColumns.of(classes, samples));
const listOf = ({ samples }: { samples: SampleColumns }) => Array.from({ length: samples.length }, (_, row) => samples.at(row));

let folder: string;
let client: EmbeddedDatabase;
let db: Database;
let chunks: TimelineRepository;
let pages: SamplePagesRepository;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-samples-'));
  client = await EmbeddedDatabase.open(join(folder, 'db'));
  const embedded = drizzle(asPglite(client), { schema });
  await migrate(embedded, { migrationsFolder: join(import.meta.dirname, '../../drizzle') });
  db = embedded;
  const installation = new Seal(randomBytes(32));
  const keys = new CallKeys(db, installation);
  chunks = new TimelineRepository(db, keys);
  pages = new SamplePagesRepository(db, keys);
  const account = randomUUID();
  await db
    .insert(schema.accounts)
    .values({ id: account, name: 'Dr Ada', email: 'ada@example.org', passwordHash: '-', createdAt: new Date() });
  await sealStored(db, installation, folder);
  const { seal, row } = keys.make(CALL);
  const at = new Date();
  await db.insert(schema.calls).values({
    id: CALL,
    ownerId: account,
    title: seal.seal('calls.title', 'x'),
    status: 'ended',
    createdAt: at,
    patientName: seal.seal('calls.patientName', ''),
  });
  await db.insert(schema.callKeys).values(row);
  for (const id of [ANNE, BERT])
    await db
      .insert(schema.participants)
      .values({ id, callId: CALL, role: 'patient', name: seal.seal('participants.name', 'x'), createdAt: at });
}, 60_000);
beforeEach(async () => {
  await db.delete(schema.sampleChunks);
});
afterAll(async () => {
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

describe('stored samples', () => {
  it('come back as they were, however many rows and pages they take', async () => {
    const anne = Array.from({ length: 23 }, (_, i) => sample(i * 200));
    const bert = Array.from({ length: 7 }, (_, i) => ({
      ...sample(50 + i * 200),
      box: [10, 20, 30.5, 40] as [number, number, number, number],
    }));
    for (let i = 0; i < 23; i += 2) await chunks.addChunks([{ chunk: chunkOf(ANNE, anne.slice(i, i + 2)) }]);
    await chunks.addChunks([{ chunk: chunkOf(BERT, bert) }]);
    for (const size of [1, 3, 4_000]) {
      const read = samplesIn(await pages.of(CALL, NOTHING, size));
      expect(read.map(({ participantId }) => participantId)).toEqual([ANNE, BERT]);
      expect(read.map(listOf)).toEqual([anne, bert]);
    }
    expect(await pages.count(CALL, ANNE, NOTHING)).toBe(23);
  });

  it('are the same once their short rows are joined, and another model keeps rows of its own', async () => {
    const anne = Array.from({ length: 1_200 }, (_, i) => sample(i * 200));
    for (let i = 0; i < anne.length; i += 50)
      await chunks.addChunks(Array.from({ length: 25 }, (_, at) => ({ chunk: chunkOf(ANNE, anne.slice(i + 2 * at, i + 2 * at + 2)) })));
    await chunks.addChunks([
      { chunk: chunkOf(BERT, [{ ...sample(100), label: 'a' }], ['a', 'c']) },
      { chunk: chunkOf(BERT, [sample(300)]) },
    ]);
    const read = async () => samplesIn(await pages.of(CALL, NOTHING)).map((one) => [one.participantId, listOf(one)]);
    const before = await read();
    while (await chunks.joinRows(CALL));
    expect(await read()).toEqual(before);
    const rows = await db.select().from(schema.sampleChunks);
    expect(rows.length).toBeLessThan(6);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(anne.length + 2);
    expect(await chunks.joinRows(CALL)).toBe(false);
  });

  it('are those of the last model, and pauses from before there was one', async () => {
    const pause: EmotionSample = { ...sample(0), state: 'paused', label: null, raw: null, smoothed: null };
    await chunks.addChunks([{ chunk: chunkOf(ANNE, [pause], []) }, { chunk: chunkOf(ANNE, [sample(200)]) }]);
    expect(samplesIn(await pages.of(CALL, NOTHING)).map(listOf)).toEqual([[pause, sample(200)]]);
    const other: EmotionSample = { ...sample(400), raw: null, smoothed: [0.1, 0.2, 0.7] };
    const read = samplesIn([...(await pages.of(CALL, NOTHING)), pageOf(chunkOf(ANNE, [other], ['a', 'b', 'c']))]);
    expect(read.map((one) => [one.samples.classes, listOf(one)])).toEqual([[['a', 'b', 'c'], [other]]]);
  });

  it('leave out what is on its way, and what is to be erased', async () => {
    const writeId = randomUUID();
    await chunks.addChunks([
      { chunk: chunkOf(ANNE, [sample(0)]), writeId },
      { chunk: chunkOf(ANNE, [sample(200)]) },
      { chunk: chunkOf(BERT, [sample(0)]) },
    ]);
    const times = async (leftOut: Parameters<typeof pages.of>[1]) =>
      samplesIn(await pages.of(CALL, leftOut)).map((one) => [one.participantId, listOf(one).map(({ atMs }) => atMs)]);
    expect(await times({ writeIds: [writeId], hidden: [] })).toEqual([
      [BERT, [0]],
      [ANNE, [200]],
    ]);
    expect(await times({ writeIds: [], hidden: [{ participantId: ANNE, uptoMs: 100 }] })).toEqual([
      [BERT, [0]],
      [ANNE, [200]],
    ]);
    expect(await times({ writeIds: [], hidden: [{ participantId: ANNE, uptoMs: Infinity }] })).toEqual([[BERT, [0]]]);
    expect(await pages.count(CALL, ANNE, { writeIds: [writeId], hidden: [] })).toBe(1);
  });
});

describe('a chunk in the spool', () => {
  it('is read back, also one that an older version left', () => {
    const chunk = chunkOf(ANNE, [sample(0), sample(200)]);
    expect(listOf(sampleChunk.parse(JSON.parse(JSON.stringify(chunk))))).toEqual([sample(0), sample(200)]);
    expect(listOf(sampleChunk.parse({ callId: CALL, participantId: ANNE, classes: CLASSES, samples: [sample(0)] }))).toEqual([sample(0)]);
  });

  it('is refused where its bytes are damaged', () => {
    expect(sampleChunk.safeParse({ ...chunkOf(ANNE, [sample(0)]).toJSON(), data: 'AAAA' }).success).toBe(false);
    expect(sampleChunk.safeParse({ ...chunkOf(ANNE, [sample(0)]).toJSON(), classes: ['a'] }).success).toBe(false);
  });
});
