import { bigserial, doublePrecision, index, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** Keys that this installation made for itself, such as the one that signs invitations. */
export const secrets = pgTable('secrets', { name: text().primaryKey(), value: text().notNull() });

export const accounts = pgTable('accounts', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  /** In lower case. */
  email: text().notNull().unique(),
  passwordHash: text('password_hash').notNull(),
  createdAt: time('created_at').notNull(),
});

export const sessions = pgTable('sessions', {
  /** SHA-256 of the cookie's token: the table alone signs nobody in. */
  tokenHash: text('token_hash').primaryKey(),
  accountId: uuid('account_id').notNull().references(() => accounts.id, { onDelete: 'cascade' }),
  expiresAt: time('expires_at').notNull(),
});

export const calls = pgTable('calls', {
  id: uuid().primaryKey(),
  ownerId: uuid('owner_id').notNull().references(() => accounts.id),
  title: text().notNull(),
  status: text().$type<'open' | 'live' | 'ended'>().notNull(),
  createdAt: time('created_at').notNull(),
  startedAt: time('started_at'),
  endedAt: time('ended_at'),
  durationMs: doublePrecision('duration_ms'),
  /** Name that the invitation greets. */
  patientName: text('patient_name').notNull(),
  invitationExpiresAt: time('invitation_expires_at').notNull(),
}, (table) => [index('calls_by_owner').on(table.ownerId, table.createdAt)]);

export const participants = pgTable('participants', {
  id: uuid().primaryKey(),
  callId: uuid('call_id').notNull().references(() => calls.id, { onDelete: 'cascade' }),
  role: text().$type<'clinician' | 'patient' | 'guest'>().notNull(),
  name: text().notNull(),
  /** Set for clinicians. */
  accountId: uuid('account_id').references(() => accounts.id),
  /** SHA-256 of the participant key; null until the invitation has been used. */
  keyHash: text('key_hash'),
  createdAt: time('created_at').notNull(),
  /** Since when they wait to be let in; null before and after. */
  waitingSince: time('waiting_since'),
  admittedAt: time('admitted_at'),
  deniedAt: time('denied_at'),
}, (table) => [index('participants_by_call').on(table.callId)]);

/** Every decision on expression analysis, never changed afterwards. The newest of a participant is in force. */
export const consents = pgTable('consents', {
  id: bigserial({ mode: 'number' }).primaryKey(),
  callId: uuid('call_id').notNull().references(() => calls.id, { onDelete: 'cascade' }),
  participantId: uuid('participant_id').notNull().references(() => participants.id, { onDelete: 'cascade' }),
  decision: text().$type<'granted' | 'refused' | 'withdrawn'>().notNull(),
  wording: text().notNull(),
  language: text().notNull(),
  at: time('at').notNull(),
}, (table) => [index('consents_by_call').on(table.callId)]);

/** Who did or saw what, when. Ids only. */
export const auditEntries = pgTable('audit_entries', {
  id: bigserial({ mode: 'number' }).primaryKey(),
  at: time('at').notNull(),
  actorKind: text('actor_kind').$type<'account' | 'participant' | 'platform' | 'system'>().notNull(),
  actorId: uuid('actor_id'),
  action: text().notNull(),
  callId: uuid('call_id'),
  detail: jsonb().$type<Record<string, string | number | boolean | null>>(),
}, (table) => [index('audit_by_call').on(table.callId)]);

/** About a second of one participant's samples in a row: an hour is 3,600 rows, not 18,000. */
export const sampleChunks = pgTable('sample_chunks', {
  id: bigserial({ mode: 'number' }).primaryKey(),
  callId: uuid('call_id').notNull().references(() => calls.id, { onDelete: 'cascade' }),
  participantId: uuid('participant_id').notNull().references(() => participants.id, { onDelete: 'cascade' }),
  startMs: doublePrecision('start_ms').notNull(),
  count: integer().notNull(),
  classes: jsonb().$type<string[]>().notNull(),
  /** See timeline/sample-codec.ts. */
  samples: jsonb().$type<unknown[]>().notNull(),
}, (table) => [index('sample_chunks_by_call').on(table.callId, table.participantId, table.startMs)]);

/** Pieces of speaking turns; pieces that touch are one turn when read. */
export const turns = pgTable('turns', {
  id: bigserial({ mode: 'number' }).primaryKey(),
  callId: uuid('call_id').notNull().references(() => calls.id, { onDelete: 'cascade' }),
  participantId: uuid('participant_id').notNull().references(() => participants.id, { onDelete: 'cascade' }),
  startMs: doublePrecision('start_ms').notNull(),
  endMs: doublePrecision('end_ms').notNull(),
}, (table) => [index('turns_by_call').on(table.callId)]);

export const markers = pgTable('markers', {
  id: uuid().primaryKey(),
  callId: uuid('call_id').notNull().references(() => calls.id, { onDelete: 'cascade' }),
  atMs: doublePrecision('at_ms').notNull(),
  text: text().notNull(),
}, (table) => [index('markers_by_call').on(table.callId)]);

export const utterances = pgTable('utterances', {
  id: uuid().primaryKey(),
  callId: uuid('call_id').notNull().references(() => calls.id, { onDelete: 'cascade' }),
  participantId: uuid('participant_id').references(() => participants.id, { onDelete: 'set null' }),
  speaker: text().notNull(),
  /** As the source said; the transcript's clock offset is added when read, except to browsers' captions. */
  startMs: doublePrecision('start_ms').notNull(),
  endMs: doublePrecision('end_ms').notNull(),
  text: text().notNull(),
  words: jsonb().$type<{ text: string; startMs: number; endMs: number; confidence?: number }[]>(),
  confidence: doublePrecision(),
  source: text().$type<'browser' | 'webvtt' | 'srt' | 'whisper' | 'platform'>().notNull(),
}, (table) => [index('utterances_by_call').on(table.callId, table.startMs)]);

export const transcripts = pgTable('transcripts', {
  callId: uuid('call_id').primaryKey().references(() => calls.id, { onDelete: 'cascade' }),
  offsetMs: doublePrecision('offset_ms').notNull(),
  fileName: text('file_name'),
});

export const notes = pgTable('notes', {
  callId: uuid('call_id').primaryKey().references(() => calls.id, { onDelete: 'cascade' }),
  markdown: text().notNull(),
  version: integer().notNull(),
  updatedAt: time('updated_at').notNull(),
  signedAt: time('signed_at'),
  signedBy: text('signed_by'),
});
