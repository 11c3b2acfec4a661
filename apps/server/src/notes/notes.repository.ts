import { Inject, Injectable } from '@nestjs/common';
import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { Database } from '../storage/database.ts';
import { DATABASE } from '../storage/database.token.ts';
import { notes } from '../storage/schema.ts';

export type NoteRow = typeof notes.$inferSelect;

@Injectable()
export class NotesRepository {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** The call's note, made from `template` if there is none. */
  async findOrCreate(callId: string, template: string): Promise<NoteRow> {
    await this.db.insert(notes).values({ callId, markdown: template, version: 1, updatedAt: new Date(), signedAt: null, signedBy: null }).onConflictDoNothing();
    const [row] = await this.db.select().from(notes).where(eq(notes.callId, callId));
    if (row === undefined) throw new Error('The note could not be stored.');
    return row;
  }

  /** Saves over `version` and no other. Undefined if somebody saved in between. */
  async save(callId: string, version: number, change: Partial<Pick<NoteRow, 'markdown' | 'signedAt' | 'signedBy'>>): Promise<NoteRow | undefined> {
    const rows = await this.db.update(notes).set({ ...change, version: version + 1, updatedAt: new Date() })
      .where(and(eq(notes.callId, callId), eq(notes.version, version))).returning();
    return rows[0];
  }

  /** Those of the calls whose note is signed. */
  async signed(callIds: string[]): Promise<string[]> {
    if (callIds.length === 0) return [];
    return (await this.db.select({ callId: notes.callId }).from(notes).where(and(inArray(notes.callId, callIds), isNotNull(notes.signedAt)))).map((row) => row.callId);
  }
}
