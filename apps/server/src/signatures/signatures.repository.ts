import { Inject, Injectable } from '@nestjs/common';
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { noteBases, notes } from '../database/schema/index.ts';

/** A signature is in the row of its note, which notes/ writes; how often its basis has changed is here. */
@Injectable()
export class SignaturesRepository {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** Those of the calls whose note is signed. */
  async signed(callIds: string[], db: Database = this.db): Promise<string[]> {
    if (callIds.length === 0) return [];
    return (
      await db
        .select({ callId: notes.callId })
        .from(notes)
        .where(and(inArray(notes.callId, callIds), isNotNull(notes.signedAt)))
    ).map((row) => row.callId);
  }

  /** How often what a call's note stands on has been changed. */
  async revision(callId: string): Promise<number> {
    return (await this.db.select().from(noteBases).where(eq(noteBases.callId, callId)))[0]?.revision ?? 0;
  }

  /** As {@link revision}; until the transaction ends, other transactions that change it wait. */
  async lockedRevision(callId: string, transaction: Database): Promise<number | undefined> {
    await transaction.insert(noteBases).values({ callId, revision: 0 }).onConflictDoNothing();
    const [row] = await transaction.select().from(noteBases).where(eq(noteBases.callId, callId)).for('update');
    return row?.revision;
  }

  async countChange(callId: string, transaction: Database): Promise<void> {
    await transaction
      .insert(noteBases)
      .values({ callId, revision: 1 })
      .onConflictDoUpdate({ target: noteBases.callId, set: { revision: sql`${noteBases.revision} + 1` } });
  }
}
