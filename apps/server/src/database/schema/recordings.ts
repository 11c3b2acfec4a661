import { boolean, doublePrecision, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Problem, RecordingStatus, RenderView, StoredProblem, VideoFacts } from '#contracts/recording';
import type { FaceChoice, FaceListing } from '#contracts/recording-faces';
import { calls, participants } from './calls.ts';
import { bytes, sealed, time } from './columns.ts';

/** What was uploaded, and how far its analysis has come. Title, owner and times are its call's. */
export const recordings = pgTable(
  'recordings',
  {
    id: uuid()
      .primaryKey()
      .references(() => calls.id, { onDelete: 'cascade' }),
    fileName: sealed<string>('file_name').notNull(),
    bytes: bytes('bytes'),
    receivedBytes: bytes('received_bytes'),
    /** When the last byte came that was counted. */
    receivedAt: time('received_at').notNull(),
    profile: text().notNull(),
    everyNth: integer('every_nth').notNull(),
    status: text().$type<RecordingStatus>().notNull(),
    problem: sealed<StoredProblem>('problem'),
    video: jsonb().$type<VideoFacts>(),
    /** Where the next process goes on; what it says is the analyzer's business. */
    checkpoint: sealed<unknown>('checkpoint'),
    /** The job at work or waiting, or null. A job with another run has been replaced or cancelled. */
    run: uuid(),
    /** The attempt that holds it. Another one that believes so still has lost it without hearing of it, and changes nothing any more. */
    attempt: uuid(),
    /** Starts of this run since it last got on: a video that ends every process is given up. */
    attempts: integer().notNull().default(0),
    /** Names of files in the file store; null once deleted. */
    source: text(),
    /** A copy that browsers play, made where the source is not. */
    playable: text(),
    /** Why there is no such copy. */
    playableProblem: sealed<Problem>('playable_problem'),
    videoDeletedAt: time('video_deleted_at'),
    /** The file that says where the faces are, look by look; null before that is known. */
    tracks: text(),
    listing: sealed<FaceListing>('listing'),
    /** Of the analysis before with other options, until it is known which faces are the same: its tracks' file, and names by its numbers. */
    earlier: sealed<{ tracks: string; names: Record<number, string> }>('earlier'),
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
    request: sealed<RenderView['request']>('request').notNull(),
    status: text().$type<RenderView['status']>().notNull(),
    problem: sealed<Problem>('problem'),
    /** As a recording's. */
    run: uuid(),
    attempt: uuid(),
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
    fileName: sealed<string>('file_name').notNull(),
    bytes: bytes('bytes'),
    durationMs: doublePrecision('duration_ms').notNull(),
    startMs: doublePrecision('start_ms'),
    endMs: doublePrecision('end_ms'),
    label: text(),
  },
  (table) => [index('artefacts_by_render').on(table.renderId, table.position)],
);
