import { Inject, Injectable } from '@nestjs/common';
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { noteBases, notes } from '../database/schema/index.ts';

export type NoteRow = typeof notes.$inferSelect;
export type NoteChange = Partial<Pick<NoteRow, 'markdown' | 'signedAt' | 'signedBy' | 'basis' | 'summaryOutdatedAt'>>;

@Injectable()
export class NotesRepository {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  async find(callId: string): Promise<NoteRow | undefined> {
    return (await this.db.select().from(notes).where(eq(notes.callId, callId)))[0];
  }

  /** Marks a signed note as telling of what is no more; the note itself stays as it was signed. False if it is not signed any more. */
  async markOutdated(callId: string, at: Date): Promise<boolean> {
    return (
      (
        await this.db
          .update(notes)
          .set({ summaryOutdatedAt: at })
          .where(and(eq(notes.callId, callId), isNotNull(notes.signedAt)))
          .returning()
      ).length > 0
    );
  }

  /** Saves over `note` as it was read and no other; the first save stores it. Undefined if somebody saved in between. */
  async save(note: NoteRow, change: NoteChange): Promise<NoteRow | undefined> {
    return this.db.transaction((tx) => saveIn(tx, note, change));
  }

  /** Saves a signature over `note` as it was read, if what the note stands on has not changed since `revision`. */
  async sign(note: NoteRow, change: NoteChange, revision: number): Promise<NoteRow | 'basis-changed' | undefined> {
    return this.db.transaction(async (tx) => {
      await tx.insert(noteBases).values({ callId: note.callId, revision: 0 }).onConflictDoNothing();
      // Whoever changes the basis waits for this row, and then finds the note signed.
      const [row] = await tx.select().from(noteBases).where(eq(noteBases.callId, note.callId)).for('update');
      return row?.revision === revision ? saveIn(tx, note, change) : 'basis-changed';
    });
  }

  /** How often what the note stands on has been changed. */
  async revision(callId: string): Promise<number> {
    return (await this.db.select().from(noteBases).where(eq(noteBases.callId, callId)))[0]?.revision ?? 0;
  }

  async countChange(callId: string, db: Database): Promise<void> {
    await db
      .insert(noteBases)
      .values({ callId, revision: 1 })
      .onConflictDoUpdate({ target: noteBases.callId, set: { revision: sql`${noteBases.revision} + 1` } });
  }

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
}

async function saveIn(tx: Pick<Database, 'insert' | 'update'>, note: NoteRow, change: NoteChange): Promise<NoteRow | undefined> {
  const { callId, version } = note;
  await tx.insert(notes).values(note).onConflictDoNothing();
  const rows = await tx
    .update(notes)
    .set({ ...change, version: version + 1, updatedAt: new Date() })
    .where(and(eq(notes.callId, callId), eq(notes.version, version)))
    .returning();
  return rows[0];
}
