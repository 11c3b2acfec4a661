import { Inject, Injectable } from '@nestjs/common';
import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { DraftTemplate } from '#contracts/draft';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { drafts } from '../database/schema/index.ts';
import { CallKeys } from '../keys/call-keys.ts';
import { type Opened, SealedTable } from '../keys/sealed-table.ts';

export type DraftRow = Opened<typeof drafts.$inferSelect>;

const SEALED = new SealedTable(drafts);
const heldBy = (callId: string, run: string) => and(eq(drafts.callId, callId), eq(drafts.run, run));

@Injectable()
export class DraftsRepository {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly keys: CallKeys,
  ) {}

  async find(callId: string): Promise<DraftRow | undefined> {
    return this.#open(await this.db.select().from(drafts).where(eq(drafts.callId, callId)));
  }

  /** A new run in place of the draft before. False, and nothing is changed, while that is being made. */
  async request(callId: string, run: string, { template, revision }: { template: DraftTemplate; revision: number }): Promise<boolean> {
    const row = { callId, run, template, revision, state: 'waiting' as const, requestedAt: new Date() };
    const fresh = { ...row, attempts: 0, partsDone: 0, partsOf: 0, problem: null, content: null };
    const rows = await this.db
      .insert(drafts)
      .values(row)
      .onConflictDoUpdate({ target: drafts.callId, set: fresh, setWhere: sql`${drafts.run} is null` })
      .returning({ run: drafts.run });
    return rows[0]?.run === run;
  }

  /** Counts a start of the run. Undefined if nobody wants it any more. */
  async claim(callId: string, run: string): Promise<DraftRow | undefined> {
    const set = { state: 'working' as const, attempts: sql`${drafts.attempts} + 1` };
    return this.#open(await this.db.update(drafts).set(set).where(heldBy(callId, run)).returning());
  }

  /** The server stops: this start does not count. */
  async giveBack(callId: string, run: string): Promise<void> {
    await this.db
      .update(drafts)
      .set({ state: 'waiting', attempts: sql`${drafts.attempts} - 1` })
      .where(heldBy(callId, run));
  }

  async isWanted(callId: string, run: string): Promise<boolean> {
    return (await this.db.select({ run: drafts.run }).from(drafts).where(heldBy(callId, run))).length > 0;
  }

  /** Only while this run is wanted; false otherwise, and nothing is changed. */
  async update(callId: string, run: string, change: Partial<DraftRow>): Promise<boolean> {
    const set = SEALED.sealChange(await this.keys.of(callId), change);
    return (await this.db.update(drafts).set(set).where(heldBy(callId, run)).returning({ run: drafts.callId })).length > 0;
  }

  /** Changes the content of a finished draft, one change after the other. Undefined where there is none. */
  async change(callId: string, change: (content: NonNullable<DraftRow['content']>) => void): Promise<DraftRow | undefined> {
    return this.db.transaction(async (tx) => {
      const row = await this.#open(await tx.select().from(drafts).where(eq(drafts.callId, callId)).for('update'), tx);
      if (row === undefined || row.content === null) return undefined;
      change(row.content);
      await tx
        .update(drafts)
        .set(SEALED.sealChange(await this.keys.of(callId, tx), { content: row.content }))
        .where(eq(drafts.callId, callId));
      return row;
    });
  }

  async remove(callId: string, db: Database = this.db): Promise<void> {
    await db.delete(drafts).where(eq(drafts.callId, callId));
  }

  /** Those that wait or are being made. */
  async unsettled(): Promise<{ id: string; run: string }[]> {
    const rows = await this.db.select({ id: drafts.callId, run: drafts.run }).from(drafts).where(isNotNull(drafts.run));
    return rows.flatMap(({ id, run }) => (run === null ? [] : [{ id, run }]));
  }

  async callIds(): Promise<string[]> {
    return (await this.db.select({ id: drafts.callId }).from(drafts)).map(({ id }) => id);
  }

  async #open(rows: (typeof drafts.$inferSelect)[], db?: Database): Promise<DraftRow | undefined> {
    const [row] = rows;
    return row && SEALED.open(await this.keys.of(row.callId, db), row);
  }
}
