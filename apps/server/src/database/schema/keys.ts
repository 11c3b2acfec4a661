import { pgTable, uuid } from 'drizzle-orm/pg-core';
import { calls } from './calls.ts';
import { bytea } from './columns.ts';

/** What a call's contents are sealed with: 32 bytes, sealed themselves with the installation's key. Who deletes a row has erased the call. */
export const callKeys = pgTable('call_keys', {
  callId: uuid('call_id')
    .primaryKey()
    .references(() => calls.id, { onDelete: 'cascade' }),
  wrapped: bytea('wrapped').notNull(),
});
