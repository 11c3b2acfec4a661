import { Inject, Injectable } from '@nestjs/common';
import { and, asc, eq, inArray, isNotNull, lt, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { calls, recordingFaces, recordings } from '../database/schema/index.ts';
import { CallKeys } from '../keys/call-keys.ts';
import { type Opened, SealedTable } from '../keys/sealed-table.ts';

type StoredRow = typeof recordings.$inferSelect;
export type RecordingRow = Opened<StoredRow>;
export type RecordingFaceRow = typeof recordingFaces.$inferSelect;

const SEALED = new SealedTable(recordings);

@Injectable()
export class RecordingsRepository {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly keys: CallKeys,
  ) {}

  transaction<T>(work: (transaction: Database) => Promise<T>): Promise<T> {
    return this.db.transaction((tx) => work(tx));
  }

  async create(row: RecordingRow, db: Database = this.db): Promise<void> {
    await db.insert(recordings).values(SEALED.seal(await this.keys.of(row.id, db), row));
  }

  async find(id: string, db: Database = this.db): Promise<RecordingRow | undefined> {
    return (await this.#open(await db.select().from(recordings).where(eq(recordings.id, id)), db))[0];
  }

  async of(ids: string[]): Promise<RecordingRow[]> {
    return ids.length === 0 ? [] : this.#open(await this.db.select().from(recordings).where(inArray(recordings.id, ids)));
  }

  async update(id: string, change: Partial<RecordingRow>, db: Database = this.db): Promise<RecordingRow | undefined> {
    const set = await this.#sealed(id, change, db);
    return (await this.#open(await db.update(recordings).set(set).where(eq(recordings.id, id)).returning(), db))[0];
  }

  /** Takes the run for a new attempt, away from the one that had it. Undefined if there is no such run any more. */
  async claim(id: string, run: string, attempt: string): Promise<RecordingRow | undefined> {
    const rows = await this.db
      .update(recordings)
      .set({ attempt, attempts: sql`${recordings.attempts} + 1` })
      .where(and(eq(recordings.id, id), eq(recordings.run, run)))
      .returning();
    return (await this.#open(rows))[0];
  }

  async giveBack(id: string, attempt: string): Promise<void> {
    await this.db
      .update(recordings)
      .set({ attempt: null, attempts: sql`${recordings.attempts} - 1` })
      .where(and(eq(recordings.id, id), eq(recordings.attempt, attempt)));
  }

  /** Takes the job away from the attempt that has it, if the run is still this one. */
  async endRun(id: string, run: string, change: Partial<RecordingRow>): Promise<void> {
    await this.db
      .update(recordings)
      .set({ ...(await this.#sealed(id, change)), run: null, attempt: null })
      .where(and(eq(recordings.id, id), eq(recordings.run, run)));
  }

  /** Only while this attempt holds it; undefined otherwise, and nothing is changed. */
  async updateHeld(id: string, attempt: string, change: Partial<RecordingRow>, db: Database = this.db): Promise<RecordingRow | undefined> {
    const rows = await db
      .update(recordings)
      .set(await this.#sealed(id, change, db))
      .where(and(eq(recordings.id, id), eq(recordings.attempt, attempt)))
      .returning();
    return (await this.#open(rows, db))[0];
  }

  /** Takes the upload's end only once, however often it is reported. */
  async finishUpload(id: string, change: Partial<RecordingRow>): Promise<RecordingRow | undefined> {
    const rows = await this.db
      .update(recordings)
      .set(await this.#sealed(id, change))
      .where(and(eq(recordings.id, id), eq(recordings.status, 'uploading')))
      .returning();
    return (await this.#open(rows))[0];
  }

  /** Those with a run that is at work or waits, oldest first. */
  async unsettled(): Promise<{ id: string; run: string }[]> {
    const rows = await this.db
      .select({ id: recordings.id, run: recordings.run })
      .from(recordings)
      .where(isNotNull(recordings.run))
      .orderBy(asc(recordings.receivedAt));
    return rows.flatMap(({ id, run }) => (run === null ? [] : [{ id, run }]));
  }

  /** Uploads whose last byte came before this. */
  async uploadsIdleSince(at: Date): Promise<RecordingRow[]> {
    return this.#open(
      await this.db
        .select()
        .from(recordings)
        .where(and(eq(recordings.status, 'uploading'), lt(recordings.receivedAt, at))),
    );
  }

  /** Recordings that came before this and still have their video. */
  async videosFrom(before: Date): Promise<RecordingRow[]> {
    const rows = await this.db
      .select({ recording: recordings })
      .from(recordings)
      .innerJoin(calls, eq(calls.id, recordings.id))
      .where(and(lt(calls.createdAt, before), isNotNull(recordings.source)));
    return this.#open(rows.map((row) => row.recording));
  }

  /** Until the transaction is over nobody else changes it. */
  async lock(id: string, tx: Database): Promise<RecordingRow | undefined> {
    return (await this.#open(await tx.select().from(recordings).where(eq(recordings.id, id)).for('update'), tx))[0];
  }

  /** Those whose notes may still speak of a face that has been erased. */
  async withStaleNotes(): Promise<string[]> {
    return (await this.db.select({ id: recordings.id }).from(recordings).where(eq(recordings.noteStale, true))).map(({ id }) => id);
  }

  async addFace(row: RecordingFaceRow, db: Database = this.db): Promise<void> {
    await db.insert(recordingFaces).values(row);
  }

  async facesOf(...ids: string[]): Promise<RecordingFaceRow[]> {
    return ids.length === 0
      ? []
      : this.db.select().from(recordingFaces).where(inArray(recordingFaces.recordingId, ids)).orderBy(asc(recordingFaces.number));
  }

  /** By number, as this transaction sees them. */
  facesOfIn(id: string, tx: Database): Promise<RecordingFaceRow[]> {
    return tx.select().from(recordingFaces).where(eq(recordingFaces.recordingId, id)).orderBy(asc(recordingFaces.number));
  }

  /** Every video's file in the store, the copies that browsers play, and what says where the faces are. */
  async files(): Promise<string[]> {
    const rows = await this.#open(await this.db.select().from(recordings));
    return rows
      .flatMap(({ source, playable, tracks, earlier }) => [source, playable, tracks, earlier?.tracks ?? null])
      .filter((name) => name !== null);
  }

  async #sealed(id: string, change: Partial<RecordingRow>, db: Database = this.db): Promise<Partial<StoredRow>> {
    return SEALED.sealChange(await this.keys.of(id, db), change);
  }

  /** One that is erased at this moment is left out. */
  async #open(rows: StoredRow[], db: Database = this.db): Promise<RecordingRow[]> {
    const seals = await this.keys.ofAll(
      rows.map(({ id }) => id),
      db,
    );
    return rows.flatMap((row) => {
      const seal = seals.get(row.id);
      return seal === undefined ? [] : [SEALED.open(seal, row)];
    });
  }
}
