import { boolean, doublePrecision, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { sealed, time } from './columns.ts';

export const calls = pgTable(
  'calls',
  {
    id: uuid().primaryKey(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => accounts.id),
    /** A recording's results are kept like an ended call's, under the recording's id. */
    kind: text().$type<'call' | 'recording'>().notNull().default('call'),
    title: sealed<string>('title').notNull(),
    status: text().$type<'open' | 'live' | 'ended'>().notNull(),
    createdAt: time('created_at').notNull(),
    startedAt: time('started_at'),
    endedAt: time('ended_at'),
    durationMs: doublePrecision('duration_ms'),
    /** When somebody was last seen in the live call, to within seconds: where it ends if nobody comes back. */
    occupiedUntil: time('occupied_until'),
    /** Name that the invitation greets. */
    patientName: sealed<string>('patient_name').notNull(),
    /** Since when the platform may reach this call by its key; null: it may not. */
    platformGivenAt: time('platform_given_at'),
    /** How long before its sample a label's face was seen; segments are moved earlier by it. 0 for live calls, whose viewers saw them when they came. */
    labelLagMs: doublePrecision('label_lag_ms').notNull().default(0),
    /** The newest token of a server that ran the call. What an older one still decides is refused. */
    fence: integer().notNull().default(0),
  },
  (table) => [index('calls_by_owner').on(table.ownerId, table.createdAt)],
);

/** Links to calls. Of a call, one is not revoked at most; what is in the link besides the id is in no table. */
export const invitations = pgTable(
  'invitations',
  {
    id: uuid().primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    createdAt: time('created_at').notNull(),
    expiresAt: time('expires_at').notNull(),
    revokedAt: time('revoked_at'),
    /** Only the first person who joins by it may. */
    singleUse: boolean('single_use').notNull(),
    /** When the first person joined by it. */
    usedAt: time('used_at'),
  },
  (table) => [index('invitations_by_call').on(table.callId)],
);

export const participants = pgTable(
  'participants',
  {
    id: uuid().primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    role: text().$type<'clinician' | 'patient' | 'guest'>().notNull(),
    name: sealed<string>('name').notNull(),
    /** Set for clinicians. */
    accountId: uuid('account_id').references(() => accounts.id),
    /** SHA-256 of the participant key; null until the invitation has been used. */
    keyHash: text('key_hash'),
    createdAt: time('created_at').notNull(),
    /** Since when they wait to be let in; null before and after. */
    waitingSince: time('waiting_since'),
    /** Null again once they left, were sent back or removed: only who is admitted now is let in and analysed. */
    admittedAt: time('admitted_at'),
    /** Stays, for what the call has of them; from then on their name is fixed. */
    firstAdmittedAt: time('first_admitted_at'),
    deniedAt: time('denied_at'),
    /** Their key opens nothing any more. */
    removedAt: time('removed_at'),
    /** Somebody who had been removed or turned away asks again. */
    returns: boolean().notNull().default(false),
  },
  (table) => [index('participants_by_call').on(table.callId), uniqueIndex('participants_by_account').on(table.callId, table.accountId)],
);
