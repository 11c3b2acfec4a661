import { bigserial, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { ConsentDecision, ConsentScope, WordingText } from '#contracts/consent';
import { calls, participants } from './calls.ts';
import { time } from './columns.ts';

/** Every decision of a participant, never changed afterwards. The one with the highest number of its scope is in force. */
export const consents = pgTable(
  'consents',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    participantId: uuid('participant_id')
      .notNull()
      .references(() => participants.id, { onDelete: 'cascade' }),
    scope: text().$type<ConsentScope>().notNull().default('expression'),
    /** By arrival, not by when it was written. */
    number: integer().notNull(),
    decision: text().$type<ConsentDecision>().notNull(),
    /** Version, language and SHA-256 of the text that it answers; null for a withdrawal that named none. */
    wording: text(),
    language: text(),
    hash: text(),
    source: text().$type<'call' | 'receipt' | 'reconnected'>().notNull().default('call'),
    /** When it was decided. */
    at: time('at').notNull(),
  },
  (table) => [index('consents_by_call').on(table.callId), unique('consent_number').on(table.participantId, table.scope, table.number)],
);

/** The texts of the questions. Rows are added, never changed: decisions name them. The newest of a scope and language is asked. */
export const consentWordings = pgTable(
  'consent_wordings',
  {
    scope: text().$type<ConsentScope>().notNull(),
    version: text().notNull(),
    language: text().notNull(),
    text: jsonb().$type<WordingText>().notNull(),
    hash: text().notNull(),
    createdAt: time('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.scope, table.version, table.language] })],
);

/** When what was estimated about a participant was deleted, and how much it was. */
export const erasures = pgTable(
  'erasures',
  {
    id: uuid().primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    participantId: uuid('participant_id')
      .notNull()
      .references(() => participants.id, { onDelete: 'cascade' }),
    source: text().$type<'call' | 'receipt'>().notNull(),
    at: time('at').notNull(),
    samples: integer().notNull(),
  },
  (table) => [index('erasures_by_call').on(table.callId)],
);
