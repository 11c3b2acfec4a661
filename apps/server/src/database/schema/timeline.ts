import { bigserial, doublePrecision, index, integer, jsonb, pgTable, uuid } from 'drizzle-orm/pg-core';
import { calls, participants } from './calls.ts';
import { sealed } from './columns.ts';

/**
 * Half a second of one participant's samples in a row while the call goes on (`WRITE_EVERY_MS` in timeline/timeline.service.ts), and minutes
 * of them once it is over.
 */
export const sampleChunks = pgTable(
  'sample_chunks',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    participantId: uuid('participant_id')
      .notNull()
      .references(() => participants.id, { onDelete: 'cascade' }),
    startMs: doublePrecision('start_ms').notNull(),
    count: integer().notNull(),
    classes: jsonb().$type<string[]>().notNull(),
    /** Blocks of contracts/sample-codec.ts. */
    data: sealed<Uint8Array>('data').notNull(),
    /** So that a write whose answer was lost can be tried again. Null in rows from before, and in a recording's. */
    writeId: uuid('write_id').unique(),
  },
  (table) => [index('sample_chunks_by_call').on(table.callId, table.participantId, table.startMs)],
);

/** Pieces of speaking turns; pieces that touch are one turn when read. */
export const turns = pgTable(
  'turns',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    participantId: uuid('participant_id')
      .notNull()
      .references(() => participants.id, { onDelete: 'cascade' }),
    startMs: doublePrecision('start_ms').notNull(),
    endMs: doublePrecision('end_ms').notNull(),
    /** So that a write whose answer was lost can be tried again. Null in rows from before. */
    writeId: uuid('write_id').unique(),
  },
  (table) => [index('turns_by_call').on(table.callId)],
);

export const markers = pgTable(
  'markers',
  {
    id: uuid().primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    atMs: doublePrecision('at_ms').notNull(),
    text: sealed<string>('text').notNull(),
  },
  (table) => [index('markers_by_call').on(table.callId)],
);
