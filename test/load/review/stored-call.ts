import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import { encodeSamples } from '#contracts/sample-codec';
import { SampleColumns } from '#contracts/sample-columns';
import * as schema from '../../../apps/server/src/database/schema/index.ts';
import { Seal, type Sealed } from '../../../apps/server/src/keys/seal.ts';
import { CLASSES, faceSamples, sentences } from './plausible.ts';

const SAMPLES_AN_HOUR = 18_000;
/** A live call writes twice a second; once it is over, four hundred of these rows are one. */
const ROW_OF = 1_000;
const BATCH = 500;

export interface StoredCall {
  hours: number;
  samples: number;
  utterances: number;
}

/** Makes a call that is over out of one that was just made, in the database of a stopped server: rows as a live call of that length leaves them. */
export async function fillCall(
  dataDir: string,
  callId: string,
  patientId: string,
  { hours, utterances }: { hours: number; utterances: number },
): Promise<StoredCall> {
  const client = await PGlite.create(path.join(dataDir, 'db'));
  const db = drizzle(client, { schema });
  const installation = new Seal(Buffer.from(readFileSync(`${dataDir}.key`, 'utf8').trim(), 'hex'));
  const durationMs = hours * 3_600_000;
  const samples = hours * SAMPLES_AN_HOUR;
  try {
    const [key] = await db.select().from(schema.callKeys).where(eq(schema.callKeys.callId, callId));
    const seal = new Seal(installation.open('call_keys.wrapped', key!.wrapped as Sealed<Uint8Array>));
    const startedAt = new Date(Date.now() - durationMs);
    await db.update(schema.calls).set({ status: 'ended', startedAt, endedAt: new Date(), durationMs }).where(eq(schema.calls.id, callId));
    await db.update(schema.participants).set({ firstAdmittedAt: startedAt }).where(eq(schema.participants.callId, callId));
    const people = await db.select().from(schema.participants).where(eq(schema.participants.callId, callId));
    await inBatches(sampleRows(seal, callId, patientId, samples), (rows) => db.insert(schema.sampleChunks).values(rows));
    const said = sentences(utterances, 7).map((text, i) => {
      const { id, name } = people[i % people.length]!;
      const startMs = Math.round((i * durationMs) / utterances);
      return {
        id: randomUUID(),
        callId,
        participantId: id,
        startMs,
        endMs: startMs + text.length * 60,
        content: seal.seal('utterances.content', { speaker: seal.open('participants.name', name), text, words: null, confidence: 0.9 }),
        source: 'browser' as const,
      };
    });
    await inBatches(said, (rows) => db.insert(schema.utterances).values(rows));
    const turns = said.map(({ participantId, startMs, endMs }) => ({ callId, participantId, startMs, endMs, writeId: randomUUID() }));
    await inBatches(turns, (rows) => db.insert(schema.turns).values(rows));
    return { hours, samples, utterances };
  } finally {
    await client.close();
  }
}

function* sampleRows(seal: Seal, callId: string, participantId: string, count: number): Generator<typeof schema.sampleChunks.$inferInsert> {
  let row = new SampleColumns(CLASSES);
  const finished = () => ({
    callId,
    participantId,
    classes: CLASSES,
    startMs: row.atMs[0]!,
    count: row.length,
    data: seal.seal('sample_chunks.data', encodeSamples(row)),
    writeId: randomUUID(),
  });
  for (const sample of faceSamples(count, 1)) {
    row.push(sample);
    if (row.length < ROW_OF) continue;
    yield finished();
    row = new SampleColumns(CLASSES);
  }
  if (row.length > 0) yield finished();
}

async function inBatches<Row>(rows: Iterable<Row>, store: (batch: Row[]) => Promise<unknown>): Promise<void> {
  let batch: Row[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    await store(batch);
    batch = [];
  }
  if (batch.length > 0) await store(batch);
}
