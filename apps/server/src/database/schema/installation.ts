import { pgTable, text } from 'drizzle-orm/pg-core';
import { bytea } from './columns.ts';

/** Keys that this installation made for itself, such as the one that signs invitations, sealed with its own key. */
export const secrets = pgTable('secrets', { name: text().primaryKey(), value: bytea('value').notNull() });
