import { bigint, bigserial, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { time } from './columns.ts';

/** Who did or saw what, when. Ids only. Each entry is chained to the one before: see audit/chain.ts. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    /** 1, 2, 3 … without a gap. Null only between an upgrade from before the chain and the next start. */
    sequence: bigint({ mode: 'number' }).unique(),
    /** So that an entry whose storing was not acknowledged can be stored again and is there once. */
    entryId: uuid('entry_id').unique(),
    at: time('at').notNull(),
    actorKind: text('actor_kind').$type<'account' | 'participant' | 'platform' | 'system' | 'nobody'>().notNull(),
    actorId: uuid('actor_id'),
    action: text().notNull(),
    callId: uuid('call_id'),
    detail: jsonb().$type<Record<string, string | number | boolean | null>>(),
    hash: text(),
  },
  (table) => [index('audit_by_call').on(table.callId)],
);

/** The end of the audit chain, in its one row. */
export const auditHead = pgTable('audit_head', {
  id: integer().primaryKey(),
  sequence: bigint({ mode: 'number' }).notNull(),
  hash: text().notNull(),
});
