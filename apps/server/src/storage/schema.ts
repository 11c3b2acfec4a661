import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  check,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { ConsentDecision, ConsentScope, WordingText } from '#contracts/consent';
import type { SignedBasis } from '#contracts/note-basis';
import type { Problem, RecordingStatus, RenderView, VideoFacts } from '#contracts/recording';
import type { FaceChoice, FaceListing } from '#contracts/recording-faces';

/** Bytes. Either driver gives them out as a Uint8Array. */
const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
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
  accountId: uuid('account_id')
    .notNull()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  expiresAt: time('expires_at').notNull(),
});

export const calls = pgTable(
  'calls',
  {
    id: uuid().primaryKey(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => accounts.id),
    /** A recording's results are kept like an ended call's, under the recording's id. */
    kind: text().$type<'call' | 'recording'>().notNull().default('call'),
    title: text().notNull(),
    status: text().$type<'open' | 'live' | 'ended'>().notNull(),
    createdAt: time('created_at').notNull(),
    startedAt: time('started_at'),
    endedAt: time('ended_at'),
    durationMs: doublePrecision('duration_ms'),
    /** When somebody was last seen in the live call, to within seconds: where it ends if nobody comes back. */
    occupiedUntil: time('occupied_until'),
    /** Name that the invitation greets. */
    patientName: text('patient_name').notNull(),
    /** Since when the platform may reach this call by its key; null: it may not. */
    platformGivenAt: time('platform_given_at'),
    /** How long before its sample a label's face was seen; segments are moved earlier by it. 0 for live calls, whose viewers saw them when they came. */
    labelLagMs: doublePrecision('label_lag_ms').notNull().default(0),
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
    name: text().notNull(),
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
  (table) => [index('participants_by_call').on(table.callId)],
);

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

/** About a second of one participant's samples in a row: an hour is 3,600 rows, not 18,000. */
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
    /** Blocks of contracts/sample-codec.ts; null in rows from before there were any. */
    data: bytea(),
    /** In rows from before: see timeline/legacy-samples.ts. Null in all others. */
    samples: jsonb().$type<unknown[]>(),
    /** So that a write whose answer was lost can be tried again. Null in rows from before, and in a recording's. */
    writeId: uuid('write_id').unique(),
  },
  (table) => [
    index('sample_chunks_by_call').on(table.callId, table.participantId, table.startMs),
    check('sample_chunks_once', sql`(${table.data} is null) <> (${table.samples} is null)`),
  ],
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
    text: text().notNull(),
  },
  (table) => [index('markers_by_call').on(table.callId)],
);

export const utterances = pgTable(
  'utterances',
  {
    id: uuid().primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    participantId: uuid('participant_id').references(() => participants.id, { onDelete: 'set null' }),
    speaker: text().notNull(),
    /** As the source said; the transcript's clock offset is added to imported ones when they are read. */
    startMs: doublePrecision('start_ms').notNull(),
    endMs: doublePrecision('end_ms').notNull(),
    text: text().notNull(),
    words: jsonb().$type<{ text: string; startMs: number; endMs: number; confidence?: number }[]>(),
    confidence: doublePrecision(),
    source: text().$type<'browser' | 'webvtt' | 'srt' | 'whisper' | 'platform'>().notNull(),
    /** The import that brought it, null for what was heard live. Counts only if it is its transcript's. */
    importId: uuid('import_id'),
    /** What a platform calls it, or a hash of what it says where it has no name: sent again, it is the same utterance. */
    platformId: text('platform_id'),
  },
  (table) => [
    index('utterances_by_call').on(table.callId, table.startMs),
    uniqueIndex('utterances_of_platform').on(table.callId, table.platformId),
  ],
);

export const transcripts = pgTable('transcripts', {
  callId: uuid('call_id')
    .primaryKey()
    .references(() => calls.id, { onDelete: 'cascade' }),
  offsetMs: doublePrecision('offset_ms').notNull(),
  fileName: text('file_name'),
  /** The import whose utterances count; null if there was none. Another's are on their way in or out. */
  importId: uuid('import_id'),
});

export const notes = pgTable('notes', {
  callId: uuid('call_id')
    .primaryKey()
    .references(() => calls.id, { onDelete: 'cascade' }),
  markdown: text().notNull(),
  version: integer().notNull(),
  updatedAt: time('updated_at').notNull(),
  signedAt: time('signed_at'),
  signedBy: text('signed_by'),
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

const bytes = (name: string) => bigint(name, { mode: 'number' }).notNull();

/** What was uploaded, and how far its analysis has come. Title, owner and times are its call's. */
export const recordings = pgTable(
  'recordings',
  {
    id: uuid()
      .primaryKey()
      .references(() => calls.id, { onDelete: 'cascade' }),
    fileName: text('file_name').notNull(),
    bytes: bytes('bytes'),
    receivedBytes: bytes('received_bytes'),
    /** When the last byte came that was counted. */
    receivedAt: time('received_at').notNull(),
    profile: text().notNull(),
    everyNth: integer('every_nth').notNull(),
    status: text().$type<RecordingStatus>().notNull(),
    problem: jsonb().$type<Problem>(),
    video: jsonb().$type<VideoFacts>(),
    /** Where the next process goes on; what it says is the analyzer's business. */
    checkpoint: jsonb().$type<unknown>(),
    /** The job at work or waiting, or null. A job with another run has been replaced or cancelled. */
    run: uuid(),
    /** The attempt that holds it. Another one that believes so still has lost it without hearing of it, and changes nothing any more. */
    worker: uuid(),
    /** Starts of this run since it last got on: a video that ends every process is given up. */
    attempts: integer().notNull().default(0),
    /** Names of files in the file store; null once deleted. */
    source: text(),
    /** A copy that browsers play, made where the source is not. */
    playable: text(),
    /** Why there is no such copy. */
    playableProblem: jsonb('playable_problem').$type<Problem>(),
    videoDeletedAt: time('video_deleted_at'),
    /** The file that says where the faces are, look by look; null before that is known. */
    tracks: text(),
    listing: jsonb().$type<FaceListing>(),
    /** Of the analysis before with other options, until it is known which faces are the same: its tracks' file, and names by its numbers. */
    earlier: jsonb().$type<{ tracks: string; names: Record<number, string> }>(),
    /** Whose face may be analysed; null while nobody has said. */
    choice: jsonb().$type<FaceChoice>(),
    /** Those chosen whose analysis is complete. */
    analysed: jsonb().$type<number[]>().notNull().default([]),
    /** Named when the video was uploaded, before its faces were listed. */
    likely: jsonb().$type<number[]>(),
    /** A face was erased, and its note may still speak of it. */
    noteStale: boolean('note_stale').notNull().default(false),
  },
  (table) => [index('recordings_by_status').on(table.status)],
);

/** Which face of the video a participant is. */
export const recordingFaces = pgTable(
  'recording_faces',
  {
    participantId: uuid('participant_id')
      .primaryKey()
      .references(() => participants.id, { onDelete: 'cascade' }),
    recordingId: uuid('recording_id')
      .notNull()
      .references(() => recordings.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
  },
  (table) => [unique('recording_face').on(table.recordingId, table.number)],
);

/** What is to be made of a recording's video. */
export const renders = pgTable(
  'renders',
  {
    id: uuid().primaryKey(),
    recordingId: uuid('recording_id')
      .notNull()
      .references(() => recordings.id, { onDelete: 'cascade' }),
    request: jsonb().$type<RenderView['request']>().notNull(),
    status: text().$type<RenderView['status']>().notNull(),
    problem: jsonb().$type<Problem>(),
    /** As a recording's. */
    run: uuid(),
    worker: uuid(),
    attempts: integer().notNull().default(0),
    createdAt: time('created_at').notNull(),
  },
  (table) => [index('renders_by_recording').on(table.recordingId, table.createdAt)],
);

/** Files made of a video, in the order in which they are listed. */
export const artefacts = pgTable(
  'artefacts',
  {
    id: uuid().primaryKey(),
    renderId: uuid('render_id')
      .notNull()
      .references(() => renders.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    kind: text().$type<'annotated' | 'clip' | 'joined'>().notNull(),
    /** Its name in the file store. */
    file: text().notNull(),
    fileName: text('file_name').notNull(),
    bytes: bytes('bytes'),
    durationMs: doublePrecision('duration_ms').notNull(),
    startMs: doublePrecision('start_ms'),
    endMs: doublePrecision('end_ms'),
    label: text(),
  },
  (table) => [index('artefacts_by_render').on(table.renderId, table.position)],
);
