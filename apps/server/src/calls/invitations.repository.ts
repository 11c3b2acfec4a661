import { Inject, Injectable } from '@nestjs/common';
import { and, desc, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { invitations } from '../database/schema/index.ts';

export type InvitationRow = typeof invitations.$inferSelect;

@Injectable()
export class InvitationsRepository {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** Puts it in the place of all others of its call. */
  async replace(row: InvitationRow): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx
        .update(invitations)
        .set({ revokedAt: row.createdAt })
        .where(and(eq(invitations.callId, row.callId), isNull(invitations.revokedAt)));
      await tx.insert(invitations).values(row);
    });
  }

  async find(id: string, db: Database = this.db): Promise<InvitationRow | undefined> {
    return (await db.select().from(invitations).where(eq(invitations.id, id)))[0];
  }

  async revokeAll(callId: string, at: Date): Promise<void> {
    await this.db
      .update(invitations)
      .set({ revokedAt: at })
      .where(and(eq(invitations.callId, callId), isNull(invitations.revokedAt)));
  }

  /** Those that are not revoked, the newest of a call first. */
  async standingOf(callIds: string[]): Promise<InvitationRow[]> {
    if (callIds.length === 0) return [];
    return this.db
      .select()
      .from(invitations)
      .where(and(inArray(invitations.callId, callIds), isNull(invitations.revokedAt)))
      .orderBy(desc(invitations.createdAt));
  }

  /** Marks it as used; false if it was revoked, or was for one person and somebody was first. */
  async use(id: string, at: Date, db: Database = this.db): Promise<boolean> {
    return (
      (
        await db
          .update(invitations)
          .set({ usedAt: at })
          .where(
            and(eq(invitations.id, id), isNull(invitations.revokedAt), or(eq(invitations.singleUse, false), isNull(invitations.usedAt))),
          )
          .returning({ id: invitations.id })
      ).length > 0
    );
  }
}
