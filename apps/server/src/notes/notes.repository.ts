import { Inject, Injectable } from '@nestjs/common';
import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { Database } from '../storage/database.ts';
import { DATABASE } from '../storage/database.token.ts';
import { notes } from '../storage/schema.ts';

export type NoteRow = typeof notes.$inferSelect;

@Injectable()
export class NotesRepository {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  async find(callId: string): Promise<NoteRow | undefined> {
    return (await this.db.select().from(notes).where(eq(notes.callId, callId)))[0];
  }

  /** Saves over `note` as it was read and no other; the first save stores it. Undefined if somebody saved in between. */
  async save(note: NoteRow, change: Partial<Pick<NoteRow, 'markdown' | 'signedAt' | 'signedBy'>>): Promise<NoteRow | undefined> {
    const { callId, version } = note;
    return this.db.transaction(async (tx) => {
      await tx.insert(notes).values(note).onConflictDoNothing();
      const rows = await tx.update(notes).set({ ...change, version: version + 1, updatedAt: new Date() })
        .where(and(eq(notes.callId, callId), eq(notes.version, version))).returning();
      return rows[0];
    });
  }

  /** Those of the calls whose note is signed. */
  async signed(callIds: string[]): Promise<string[]> {
    if (callIds.length === 0) return [];
    return (await this.db.select({ callId: notes.callId }).from(notes).where(and(inArray(notes.callId, callIds), isNotNull(notes.signedAt)))).map((row) => row.callId);
  }
}
