import { integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { DraftOmission, DraftProblem, DraftStatement, DraftTemplate, DroppedStatement } from '#contracts/draft';
import { calls } from './calls.ts';
import { sealed, time } from './columns.ts';

export interface DraftContent {
  statements: DraftStatement[];
  dropped: DroppedStatement[];
  omissions: DraftOmission[];
}

/** What a language model made of a call's transcript, one a call; gone with the consent to it. */
export const drafts = pgTable('drafts', {
  callId: uuid('call_id')
    .primaryKey()
    .references(() => calls.id, { onDelete: 'cascade' }),
  state: text().$type<'waiting' | 'working' | 'done' | 'failed'>().notNull(),
  /** The job at work or waiting, or null. A job with another run has been replaced or cancelled. */
  run: uuid(),
  /** Starts of this run. */
  attempts: integer().notNull().default(0),
  requestedAt: time('requested_at').notNull(),
  template: jsonb().$type<DraftTemplate>().notNull(),
  partsDone: integer('parts_done').notNull().default(0),
  partsOf: integer('parts_of').notNull().default(0),
  problem: text().$type<DraftProblem>(),
  /** Of the transcript that it was made from. */
  revision: integer().notNull(),
  content: sealed<DraftContent>('content'),
});
