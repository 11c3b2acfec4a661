import { Inject, Injectable } from '@nestjs/common';
import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Database } from '../storage/database.ts';
import { DATABASE } from '../storage/database.token.ts';
import { transcripts, utterances } from '../storage/schema.ts';

export type UtteranceRow = typeof utterances.$inferInsert;
type Source = UtteranceRow['source'];

/** PostgreSQL takes at most 65,535 parameters a statement. */
const ROWS_PER_INSERT = 1_000;

@Injectable()
export class TranscriptRepository {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  async add(rows: UtteranceRow[]): Promise<void> {
    await this.db.transaction((tx) => insertAll(tx, rows));
  }

  /** Those that are there already stay as they are. */
  async addCaptions(rows: UtteranceRow[]): Promise<void> {
    await this.db.insert(utterances).values(rows).onConflictDoNothing();
  }

  /** Puts `rows` in place of whatever came from `sources`, all or nothing. */
  async replace(callId: string, sources: Source[], rows: UtteranceRow[], about: { offsetMs: number; fileName: string }): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.delete(utterances).where(and(eq(utterances.callId, callId), inArray(utterances.source, sources)));
      await insertAll(tx, rows);
      await tx.insert(transcripts).values({ callId, ...about }).onConflictDoUpdate({ target: transcripts.callId, set: about });
    });
  }

  /** In the order of their times. */
  async of(callId: string): Promise<(typeof utterances.$inferSelect)[]> {
    return this.db.select().from(utterances).where(eq(utterances.callId, callId)).orderBy(asc(utterances.startMs), asc(utterances.endMs));
  }

  async about(callId: string): Promise<typeof transcripts.$inferSelect | undefined> {
    return (await this.db.select().from(transcripts).where(eq(transcripts.callId, callId)))[0];
  }

  async setOffset(callId: string, offsetMs: number): Promise<void> {
    await this.db.insert(transcripts).values({ callId, offsetMs, fileName: null }).onConflictDoUpdate({ target: transcripts.callId, set: { offsetMs } });
  }
}

async function insertAll(tx: Pick<Database, 'insert'>, rows: UtteranceRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) await tx.insert(utterances).values(rows.slice(from, from + ROWS_PER_INSERT));
}
