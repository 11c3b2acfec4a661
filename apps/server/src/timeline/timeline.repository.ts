import { Inject, Injectable } from '@nestjs/common';
import { and, asc, desc, eq, inArray, lt, lte } from 'drizzle-orm';
import type { Marker, SpeakingTurn } from '#contracts/call';
import { decodeSamples, decodeSamplesInto, encodeSamples } from '#contracts/sample-codec';
import { SampleColumns } from '#contracts/sample-columns';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { markers, sampleChunks, turns } from '../database/schema/index.ts';
import { CallKeys } from '../keys/call-keys.ts';
import type { SampleChunk } from './sample-chunk.ts';

/** `writeId`: none for a recording's, which are stored in a transaction of their job's. */
interface NewChunk {
  chunk: SampleChunk;
  writeId?: string;
}

/** What sealed values are bound to. */
const DATA = 'sample_chunks.data';
const MARKER = 'markers.text';

/** Samples in a row that is long enough to be left alone; rows that are joined at once: minutes of a participant, and milliseconds of work. */
const SHORT = 300;
const JOINED_AT_ONCE = 400;

@Injectable()
export class TimelineRepository {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly keys: CallKeys,
  ) {}

  /** Those that are there already, by their `writeId`, stay as they are. */
  async addChunks(chunks: NewChunk[], db: Database = this.db): Promise<void> {
    const seals = await this.keys.ofAll(
      chunks.map(({ chunk }) => chunk.callId),
      db,
    );
    const rows = chunks.flatMap(({ chunk: { callId, participantId, startMs, samples }, writeId }) => {
      const seal = seals.get(callId);
      if (seal === undefined) return [];
      return {
        callId,
        participantId,
        classes: [...samples.classes],
        startMs,
        count: samples.length,
        data: seal.seal(DATA, encodeSamples(samples)),
        writeId,
      };
    });
    // Of calls that have been erased nothing is stored.
    if (rows.length === 0) return;
    await db.insert(sampleChunks).values(rows).onConflictDoNothing();
  }

  /**
   * Joins up to {@link JOINED_AT_ONCE} of a call's short rows, in order, into rows of minutes. Nothing of the call may be on its way.
   * @returns false once there is nothing to join
   */
  async joinRows(callId: string): Promise<boolean> {
    const seal = await this.keys.of(callId);
    return this.db.transaction(async (tx) => {
      await this.keys.lock(callId, tx);
      const short = and(eq(sampleChunks.callId, callId), lt(sampleChunks.count, SHORT));
      const rows = await tx
        .select()
        .from(sampleChunks)
        .where(short)
        .orderBy(asc(sampleChunks.participantId), asc(sampleChunks.startMs), asc(sampleChunks.id))
        .limit(JOINED_AT_ONCE);
      const runs = runsOf(rows).filter((run) => run.length > 1);
      if (runs.length === 0) return false;
      for (const run of runs) {
        const { participantId, classes, startMs } = run[0]!;
        const samples = new SampleColumns(classes);
        for (const { data } of run) decodeSamplesInto(samples, seal.open(DATA, data));
        await tx.insert(sampleChunks).values({
          callId,
          participantId,
          classes,
          startMs,
          count: samples.length,
          data: seal.seal(DATA, encodeSamples(samples)),
        });
        await tx.delete(sampleChunks).where(
          inArray(
            sampleChunks.id,
            run.map(({ id }) => id),
          ),
        );
      }
      return true;
    });
  }

  /** The last chunks of one participant that begin by then, in the order of their times. */
  async chunksUntil(callId: string, participantId: string, atMs: number, count: number): Promise<SampleColumns[]> {
    const seal = await this.keys.of(callId);
    const rows = await this.db
      .select()
      .from(sampleChunks)
      .where(and(ofParticipant(callId, participantId), lte(sampleChunks.startMs, atMs)))
      .orderBy(desc(sampleChunks.startMs), desc(sampleChunks.id))
      .limit(count);
    return rows.reverse().map(({ classes, data }) => decodeSamples(seal.open(DATA, data), classes));
  }

  /** Deletes the chunks that begin by then. `record` is told in the same transaction how many samples that is, `besides` among them. Returns how many it is. */
  async eraseSamples(
    callId: string,
    participantId: string,
    uptoMs: number,
    besides: number,
    record: (samples: number, transaction: Database) => Promise<void>,
  ): Promise<number> {
    const upto = Number.isFinite(uptoMs) ? lte(sampleChunks.startMs, uptoMs) : undefined;
    return this.db.transaction(async (tx) => {
      await this.keys.lock(callId, tx);
      const erased = await tx
        .delete(sampleChunks)
        .where(and(ofParticipant(callId, participantId), upto))
        .returning({ count: sampleChunks.count });
      const samples = erased.reduce((total, { count }) => total + count, besides);
      await record(samples, tx);
      return samples;
    });
  }

  async eraseIn(callId: string, participantId: string, transaction: Database): Promise<void> {
    await this.keys.lock(callId, transaction);
    await transaction.delete(sampleChunks).where(ofParticipant(callId, participantId));
  }

  async eraseAll(callId: string, transaction: Database): Promise<void> {
    await this.keys.lock(callId, transaction);
    await transaction.delete(sampleChunks).where(eq(sampleChunks.callId, callId));
  }

  /** Those that are there already, by their `writeId`, stay as they are. */
  async addTurns(callId: string, rows: (SpeakingTurn & { writeId: string })[]): Promise<void> {
    await this.db
      .insert(turns)
      .values(rows.map((row) => ({ callId, ...row })))
      .onConflictDoNothing();
  }

  async turnsOf(callId: string): Promise<SpeakingTurn[]> {
    return this.db
      .select({ participantId: turns.participantId, startMs: turns.startMs, endMs: turns.endMs })
      .from(turns)
      .where(eq(turns.callId, callId))
      .orderBy(asc(turns.startMs), asc(turns.id));
  }

  /** Those that are there already stay as they are. */
  async addMarkers(callId: string, rows: Marker[]): Promise<void> {
    const seal = await this.keys.of(callId);
    await this.db
      .insert(markers)
      .values(rows.map(({ text, ...row }) => ({ callId, ...row, text: seal.seal(MARKER, text) })))
      .onConflictDoNothing();
  }

  async markersOf(callId: string): Promise<Marker[]> {
    const seal = await this.keys.of(callId);
    const rows = await this.db
      .select({ id: markers.id, atMs: markers.atMs, text: markers.text })
      .from(markers)
      .where(eq(markers.callId, callId))
      .orderBy(asc(markers.atMs));
    return rows.map((row) => ({ ...row, text: seal.open(MARKER, row.text) }));
  }
}

/** Rows of one participant and one model, one after the other. */
function runsOf<R extends { participantId: string; classes: string[] }>(rows: readonly R[]): R[][] {
  const runs: R[][] = [];
  for (const row of rows) {
    const last = runs.at(-1)?.at(-1);
    if (last?.participantId === row.participantId && last.classes.join() === row.classes.join()) runs.at(-1)?.push(row);
    else runs.push([row]);
  }
  return runs;
}

const ofParticipant = (callId: string, participantId: string) =>
  and(eq(sampleChunks.callId, callId), eq(sampleChunks.participantId, participantId));
