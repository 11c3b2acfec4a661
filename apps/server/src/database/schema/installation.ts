import { pgTable, text } from 'drizzle-orm/pg-core';

/** Keys that this installation made for itself, such as the one that signs invitations. */
export const secrets = pgTable('secrets', { name: text().primaryKey(), value: text().notNull() });
