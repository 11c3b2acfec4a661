import { Inject, Injectable } from '@nestjs/common';
import { and, eq, isNotNull } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { notes } from '../database/schema/index.ts';
import { CallKeys } from '../keys/call-keys.ts';
import type { Seal } from '../keys/seal.ts';
import { type Opened, SealedTable } from '../keys/sealed-table.ts';

export type NoteRow = Opened<typeof notes.$inferSelect>;
export type NoteChange = Partial<Pick<NoteRow, 'markdown' | 'signedAt' | 'signedBy' | 'basis' | 'summaryOutdatedAt'>>;

const SEALED = new SealedTable(notes);

@Injectable()
export class NotesRepository {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly keys: CallKeys,
  ) {}

  async find(callId: string): Promise<NoteRow | undefined> {
    const [row] = await this.db.select().from(notes).where(eq(notes.callId, callId));
    return row && SEALED.open(await this.keys.of(callId), row);
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
  async save(note: NoteRow, change: NoteChange, transaction?: Database): Promise<NoteRow | undefined> {
    const seal = await this.keys.of(note.callId, transaction);
    return transaction === undefined ? this.transaction((tx) => saveIn(tx, seal, note, change)) : saveIn(transaction, seal, note, change);
  }

  transaction<T>(work: (tx: Database) => Promise<T>): Promise<T> {
    return this.db.transaction(work);
  }
}

async function saveIn(tx: Database, seal: Seal, note: NoteRow, change: NoteChange): Promise<NoteRow | undefined> {
  const { callId, version } = note;
  await tx.insert(notes).values(SEALED.seal(seal, note)).onConflictDoNothing();
  const rows = await tx
    .update(notes)
    .set({ ...SEALED.sealChange(seal, change), version: version + 1, updatedAt: new Date() })
    .where(and(eq(notes.callId, callId), eq(notes.version, version)))
    .returning();
  return rows[0] && SEALED.open(seal, rows[0]);
}
