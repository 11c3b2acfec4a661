import { Inject, Injectable } from '@nestjs/common';
import { and, asc, count, eq, gt, inArray, isNull, lte } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { auditEntries, auditHead } from '../database/schema/index.ts';
import { type Content, GENESIS, hashOf } from './chain.ts';

export type AuditRow = typeof auditEntries.$inferSelect;
export interface Head {
  sequence: number;
  hash: string;
}
/** An entry that may have been stored already: a second time it changes nothing. */
export interface NewEntry extends Content {
  entryId: string;
}

const BATCH = 500;

/** The chain of entries in the database. One row, `audit_head`, knows its end; a transaction that adds to the chain locks that row. */
@Injectable()
export class AuditRepository {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** Adds entries at the chain's end, all or none, also while others do the same. */
  async append(entries: NewEntry[]): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [head] = await tx.select().from(auditHead).for('update');
      if (head === undefined) throw new Error('The audit log has no beginning.');
      const known = await tx
        .select({ entryId: auditEntries.entryId })
        .from(auditEntries)
        .where(
          inArray(
            auditEntries.entryId,
            entries.map((entry) => entry.entryId),
          ),
        );
      const fresh = entries.filter((entry) => !known.some((row) => row.entryId === entry.entryId));
      let end: Head = head;
      for (const entry of fresh) {
        const sequence = end.sequence + 1;
        end = { sequence, hash: hashOf(end.hash, sequence, entry) };
        await tx.insert(auditEntries).values({ ...entry, ...end });
      }
      if (fresh.length > 0) await tx.update(auditHead).set(end);
    });
  }

  /** Makes the chain's beginning, once; entries from before there was a chain become its first links. */
  async begin(): Promise<void> {
    await this.db.transaction(async (tx) => {
      const made = await tx.insert(auditHead).values({ id: 1, sequence: 0, hash: GENESIS }).onConflictDoNothing().returning();
      if (made.length === 0) return;
      let end: Head = { sequence: 0, hash: GENESIS };
      for (;;) {
        const rows = await tx.select().from(auditEntries).where(isNull(auditEntries.sequence)).orderBy(asc(auditEntries.id)).limit(BATCH);
        for (const row of rows) {
          end = { sequence: end.sequence + 1, hash: hashOf(end.hash, end.sequence + 1, row) };
          await tx.update(auditEntries).set(end).where(eq(auditEntries.id, row.id));
        }
        if (rows.length < BATCH) break;
      }
      await tx.update(auditHead).set(end);
    });
  }

  async head(): Promise<Head> {
    const [head] = await this.db.select().from(auditHead);
    return head ?? { sequence: 0, hash: GENESIS };
  }

  /** The next links after `sequence`, in their order, up to and including `last`. */
  links(sequence: number, last: number): Promise<AuditRow[]> {
    return this.db
      .select()
      .from(auditEntries)
      .where(and(gt(auditEntries.sequence, sequence), lte(auditEntries.sequence, last)))
      .orderBy(asc(auditEntries.sequence))
      .limit(BATCH);
  }

  /** Rows that somebody put beside the chain. */
  async unchained(): Promise<number> {
    return (await this.db.select({ rows: count() }).from(auditEntries).where(isNull(auditEntries.sequence)))[0]?.rows ?? 0;
  }

  entriesOf(callId: string): Promise<AuditRow[]> {
    return this.db.select().from(auditEntries).where(eq(auditEntries.callId, callId)).orderBy(asc(auditEntries.sequence));
  }
}
