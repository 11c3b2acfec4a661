import { doublePrecision, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Utterance } from '#contracts/transcript';
import { calls, participants } from './calls.ts';
import { sealed } from './columns.ts';

/** What was said, and by whom. */
export interface UtteranceContent {
  speaker: string;
  text: string;
  words: { text: string; startMs: number; endMs: number; confidence?: number }[] | null;
  confidence: number | null;
}

export const utterances = pgTable(
  'utterances',
  {
    id: uuid().primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    participantId: uuid('participant_id').references(() => participants.id, { onDelete: 'set null' }),
    /** As the source said; the transcript's clock offset is added to imported ones when they are read. */
    startMs: doublePrecision('start_ms').notNull(),
    endMs: doublePrecision('end_ms').notNull(),
    content: sealed<UtteranceContent>('content').notNull(),
    source: text().$type<Utterance['source']>().notNull(),
    /** The import that brought it, null for what was heard live. Counts only if it is its transcript's. */
    importId: uuid('import_id'),
    /** Fingerprint of what a platform calls it, or of what it says where it has no name: sent again, it is the same utterance. */
    platformId: text('platform_id'),
  },
  (table) => [
    index('utterances_by_call').on(table.callId, table.startMs),
    uniqueIndex('utterances_of_platform').on(table.callId, table.platformId),
  ],
);

export const transcripts = pgTable('transcripts', {
  callId: uuid('call_id')
    .primaryKey()
    .references(() => calls.id, { onDelete: 'cascade' }),
  offsetMs: doublePrecision('offset_ms').notNull(),
  fileName: sealed<string>('file_name'),
  /** The import whose utterances count; null if there was none. Another's are on their way in or out. */
  importId: uuid('import_id'),
});
