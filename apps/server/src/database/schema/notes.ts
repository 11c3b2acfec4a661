import { integer, jsonb, pgTable, uuid } from 'drizzle-orm/pg-core';
import type { SignedBasis } from '#contracts/note-basis';
import { calls } from './calls.ts';
import { sealed, time } from './columns.ts';

export const notes = pgTable('notes', {
  callId: uuid('call_id')
    .primaryKey()
    .references(() => calls.id, { onDelete: 'cascade' }),
  markdown: sealed<string>('markdown').notNull(),
  version: integer().notNull(),
  updatedAt: time('updated_at').notNull(),
  signedAt: time('signed_at'),
  signedBy: sealed<string>('signed_by'),
  /** What the signature stands on, as hashes; null for an unsigned note, and for one signed before there were any. */
  basis: jsonb().$type<SignedBasis>(),
  /** Since when the summary in a signed note tells of something that has been erased. */
  summaryOutdatedAt: time('summary_outdated_at'),
});

/** Counts the changes of what a call's note stands on, so that a signature notices one that comes while it looks. */
export const noteBases = pgTable('note_bases', {
  callId: uuid('call_id')
    .primaryKey()
    .references(() => calls.id, { onDelete: 'cascade' }),
  revision: integer().notNull(),
});
