import { Inject, Injectable } from '@nestjs/common';
import { and, asc, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';
import { DATABASE } from '../../database/database.token.ts';
import { artefacts, renders } from '../../database/schema/index.ts';
import { CallKeys } from '../../keys/call-keys.ts';
import { type Opened, SealedTable } from '../../keys/sealed-table.ts';

export type RenderRow = Opened<typeof renders.$inferSelect>;
export type ArtefactRow = Opened<typeof artefacts.$inferSelect>;

const SEALED = new SealedTable(renders);
const SEALED_ARTEFACTS = new SealedTable(artefacts);

/** Which render, and of what. */
type Held = Pick<RenderRow, 'id' | 'recordingId'>;

@Injectable()
export class RendersRepository {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly keys: CallKeys,
  ) {}

  transaction<T>(work: (transaction: Database) => Promise<T>): Promise<T> {
    return this.db.transaction((tx) => work(tx));
  }

  async create(row: RenderRow, db: Database = this.db): Promise<void> {
    await db.insert(renders).values(SEALED.seal(await this.keys.of(row.recordingId, db), row));
  }

  async find(id: string): Promise<RenderRow | undefined> {
    return (await this.#open(await this.db.select().from(renders).where(eq(renders.id, id))))[0];
  }

  /** Newest first. */
  async of(recordingId: string, db: Database = this.db): Promise<RenderRow[]> {
    const rows = await db
      .select()
      .from(renders)
      .where(eq(renders.recordingId, recordingId))
      .orderBy(desc(renders.createdAt), desc(renders.id));
    return this.#open(rows, db);
  }

  /** Takes the run for a new attempt, away from the one that had it. Undefined if there is no such run any more. */
  async claim(id: string, run: string, attempt: string): Promise<RenderRow | undefined> {
    const rows = await this.db
      .update(renders)
      .set({ attempt, attempts: sql`${renders.attempts} + 1` })
      .where(and(eq(renders.id, id), eq(renders.run, run)))
      .returning();
    return (await this.#open(rows))[0];
  }

  async giveBack(id: string, attempt: string): Promise<void> {
    await this.db
      .update(renders)
      .set({ attempt: null, attempts: sql`${renders.attempts} - 1` })
      .where(and(eq(renders.id, id), eq(renders.attempt, attempt)));
  }

  /** Only while this attempt holds it; undefined otherwise, and nothing is changed. */
  async updateHeld({ id, recordingId }: Held, attempt: string, change: Partial<RenderRow>): Promise<RenderRow | undefined> {
    const rows = await this.db
      .update(renders)
      .set(SEALED.sealChange(await this.keys.of(recordingId), change))
      .where(and(eq(renders.id, id), eq(renders.attempt, attempt)))
      .returning();
    return (await this.#open(rows))[0];
  }

  /** The render is done with all of its files, or not at all; false if this attempt does not hold it any more. */
  async finish({ id, recordingId }: Held, attempt: string, made: ArtefactRow[]): Promise<boolean> {
    const seal = await this.keys.of(recordingId);
    return this.db.transaction(async (tx) => {
      const rows = await tx
        .update(renders)
        .set({ status: 'done', run: null, attempt: null, problem: null })
        .where(and(eq(renders.id, id), eq(renders.attempt, attempt)))
        .returning();
      if (rows.length === 0) return false;
      if (made.length > 0) await tx.insert(artefacts).values(made.map((row) => SEALED_ARTEFACTS.seal(seal, row)));
      return true;
    });
  }

  /** Takes back what was made, or is being made, and says why. @returns the files that nothing refers to any more */
  async unmake({ id, recordingId }: Held, problem: RenderRow['problem'], tx: Database): Promise<string[]> {
    const made = await tx.delete(artefacts).where(eq(artefacts.renderId, id)).returning();
    await tx
      .update(renders)
      .set({ ...SEALED.sealChange(await this.keys.of(recordingId, tx), { problem }), status: 'failed', run: null, attempt: null })
      .where(and(eq(renders.id, id), inArray(renders.status, ['queued', 'running', 'done'])));
    return made.map(({ file }) => file);
  }

  /** Those with a run that is at work or waits, oldest first. */
  async unsettled(): Promise<{ id: string; run: string }[]> {
    const rows = await this.db
      .select({ id: renders.id, run: renders.run })
      .from(renders)
      .where(isNotNull(renders.run))
      .orderBy(asc(renders.createdAt));
    return rows.flatMap(({ id, run }) => (run === null ? [] : [{ id, run }]));
  }

  async artefactsOf(...renderIds: string[]): Promise<ArtefactRow[]> {
    if (renderIds.length === 0) return [];
    const rows = await this.db
      .select({ artefact: artefacts, recordingId: renders.recordingId })
      .from(artefacts)
      .innerJoin(renders, eq(renders.id, artefacts.renderId))
      .where(inArray(artefacts.renderId, renderIds))
      .orderBy(asc(artefacts.position));
    const seals = await this.keys.ofAll(rows.map(({ recordingId }) => recordingId));
    return rows.flatMap(({ artefact, recordingId }) => {
      const seal = seals.get(recordingId);
      return seal === undefined ? [] : [SEALED_ARTEFACTS.open(seal, artefact)];
    });
  }

  /** Every artefact's file in the store. */
  async files(): Promise<string[]> {
    return (await this.db.select({ file: artefacts.file }).from(artefacts)).map(({ file }) => file);
  }

  async remove(id: string): Promise<void> {
    await this.db.delete(renders).where(eq(renders.id, id));
  }

  async removeOf(recordingId: string): Promise<void> {
    await this.db.delete(renders).where(eq(renders.recordingId, recordingId));
  }

  /** One whose recording is erased at this moment is left out. */
  async #open(rows: (typeof renders.$inferSelect)[], db: Database = this.db): Promise<RenderRow[]> {
    const seals = await this.keys.ofAll(
      rows.map(({ recordingId }) => recordingId),
      db,
    );
    return rows.flatMap((row) => {
      const seal = seals.get(row.recordingId);
      return seal === undefined ? [] : [SEALED.open(seal, row)];
    });
  }
}
