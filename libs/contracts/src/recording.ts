import { z } from 'zod';
import { emotionScores } from './emotion.ts';
import { DEFAULT_PROFILE, profileName } from './profile.ts';
import { faceNumbers, unanalysedFace } from './recording-faces.ts';
import { atMs, isoTime } from './time.ts';
import { serverText, text, token } from './text.ts';

/**
 * Recorded videos. A recording's results are kept like those of a call that has ended, under the same id: its faces are that
 * call's participants, so `GET /api/calls/:id/timeline`, `.../summary`, `.../transcript` and `.../note` work for it too.
 */

/** What a person chooses when a video comes in. */
export const recordingOptions = z.object({
  profile: profileName.default(DEFAULT_PROFILE),
  /** Every Nth frame is analysed. */
  everyNth: z.coerce.number().int().min(1).max(300).default(5),
});
export type RecordingOptions = z.infer<typeof recordingOptions>;

/** The wording of the consent line in the web catalogues; logged with each upload. */
export const RECORDING_CONSENT_WORDING = '2026-11-30';

/**
 * `Upload-Metadata` of a tus upload (`POST /api/recordings/uploads`), each value base64. `consent` must be `yes`: whoever will be analysed
 * has agreed to the analysis of their facial expression. Where one person is in the video, that is this person; where there are more, the
 * recording waits as `choosing`, unless `faces` names them. The upload's id becomes the recording's.
 */
export const uploadMetadata = recordingOptions.extend({
  filename: text({ max: 255, min: 1 }),
  filetype: text({ max: 100 }).optional(),
  title: text({ max: 200 }).optional(),
  consent: z.literal('yes', 'Say that whoever will be analysed has agreed to it: Upload-Metadata "consent" must be "yes".'),
  /** Numbers of those who have agreed, as `npm run analyze -- --list-faces` shows them for the same profile and everyNth: `1,3`. */
  faces: token({ max: 7_000 })
    .regex(/^[1-9]\d{0,5}(,[1-9]\d{0,5})*$/, 'Upload-Metadata "faces" takes numbers, such as 1,3.')
    .transform((list) => list.split(',').map(Number))
    .pipe(faceNumbers)
    .optional(),
  /** Language in which the consent line was read. */
  language: token({ max: 10 }).default('en'),
});
export type UploadMetadata = z.infer<typeof uploadMetadata>;

export const VIDEO_EXTENSIONS = ['mp4', 'm4v', 'mov', 'avi', 'webm', 'mkv'] as const;

/** `GET /api/recordings/limits`: told before an upload begins. */
export const recordingLimits = z.object({
  maxBytes: z.int(),
  maxDurationMs: z.number(),
  /** Pixels of one frame. */
  maxPixels: z.int(),
  extensions: z.array(serverText()),
  /** Days after which a video and everything cut from it is deleted; its results stay. Null: kept until somebody deletes it. */
  videoDays: z.number().nullable(),
  profiles: z.array(serverText()),
  /** Milliseconds that this server takes for a millisecond of `analysisWork`, by what it has analysed. */
  analysisPace: z.number().positive(),
});
export type RecordingLimits = z.infer<typeof recordingLimits>;

/** `choosing`: several people are in the video, and somebody has to say whose face may be analysed (`POST /api/recordings/:id/faces`). */
export const recordingStatus = z.enum(['uploading', 'queued', 'analysing', 'choosing', 'done', 'failed', 'cancelled']);
export type RecordingStatus = z.infer<typeof recordingStatus>;

/** What is wrong with a video, or went wrong with it: a code for programs, a sentence that says what to do. */
export const problem = z.object({ code: serverText(), message: serverText() });
export type Problem = z.infer<typeof problem>;

/** Facts as they are stored: the first, and the others in it. What was stored when there was only ever one reads the same. */
export type StoredProblem = Problem & { further?: Problem[] };

export function storedProblem([first, ...further]: readonly Problem[]): StoredProblem | null {
  if (first === undefined) return null;
  return further.length === 0 ? first : { ...first, further };
}

export function factsOf(stored: StoredProblem | null): Problem[] {
  return stored === null ? [] : [{ code: stored.code, message: stored.message }, ...(stored.further ?? [])];
}

/** What a job has done: share of the whole, position in the video, times real time, and what is left (null: not known yet). */
export const jobProgress = z.object({
  share: z.number().min(0).max(1),
  atMs: z.number().nonnegative(),
  speed: z.number().nonnegative().nullable(),
  leftMs: z.number().nonnegative().nullable(),
});
export type JobProgress = z.infer<typeof jobProgress>;

/** What a video is, once it has been opened. Width and height as it is shown, after its rotation. */
export const videoFacts = z.object({
  durationMs: z.number().nonnegative(),
  width: z.int().positive(),
  height: z.int().positive(),
  /** Mean frames a second; null where the file does not say. */
  frameRate: z.number().positive().nullable(),
  hasAudio: z.boolean(),
  container: serverText(),
  videoCodec: serverText(),
  audioCodec: serverText().nullable(),
  /** Whether browsers can play it as it is; a playable copy is made of any other. */
  playable: z.boolean(),
});
export type VideoFacts = z.infer<typeof videoFacts>;

/** One face kept apart from the others: a participant of the recording's call. Named "Face 1", "Face 2", … until renamed (initials). */
export const recordedFace = z.object({ participantId: z.uuid(), number: z.int().positive(), name: serverText() });
export type RecordedFace = z.infer<typeof recordedFace>;

/** `GET /api/recordings` (newest first), `GET /api/recordings/:id`. */
export const recordingView = z.object({
  id: z.uuid(),
  title: serverText(),
  fileName: serverText(),
  status: recordingStatus,
  createdAt: isoTime,
  profile: serverText(),
  everyNth: z.int(),
  bytes: z.int(),
  /** Bytes that have arrived; less than `bytes` while uploading. */
  receivedBytes: z.int(),
  video: videoFacts.nullable(),
  /** Those that are analysed. */
  faces: z.array(recordedFace),
  /** Further people in the video, and from when on: never analysed. */
  notAnalysed: z.array(unanalysedFace),
  /** While queued or analysing. */
  progress: jobProgress.nullable(),
  /** Why it failed, or what a person should know of a video that was analysed (no face, broken tail). */
  problem: problem.nullable(),
  /** Everything that a person should know of it: `problem`, and what else is true. */
  notices: z.array(problem).default([]),
  /** False once the video has been deleted and its results kept. */
  hasVideo: z.boolean(),
  videoDeletedAt: isoTime.nullable(),
  noteSigned: z.boolean(),
  /** How much earlier than a label's sample lies what the label describes: pages find moments where the server finds them. */
  labelLagMs: z.number().nonnegative().optional(),
});
export type RecordingView = z.infer<typeof recordingView>;

/** `PATCH /api/recordings/:id`; `PATCH /api/recordings/:id/faces/:participantId`. */
export const renameRecording = z.object({ title: text({ max: 200, min: 1 }) });
export const renameFace = z.object({ name: text({ max: 100, min: 1 }) });

/**
 * `POST /api/recordings/:id/cancel` stops a job; `POST /api/recordings/:id/analyse` (body: `recordingOptions`) starts it anew; `DELETE
 * /api/recordings/:id` deletes all of it; `DELETE /api/recordings/:id/video` the video and everything cut from it, and keeps the results.
 */

/** `GET /api/recordings/:id/video`: where the page plays it from, for a short time; range requests work. */
export const mediaUrl = z.object({ url: serverText(), contentType: serverText(), expiresAt: isoTime });
export type MediaUrl = z.infer<typeof mediaUrl>;

/** A stretch of the video, on its own clock. */
export const span = z
  .object({ startMs: atMs, endMs: atMs })
  .refine(({ startMs, endMs }) => endMs > startMs, 'A stretch must end after it starts.');
export type Span = z.infer<typeof span>;

/**
 * `POST /api/recordings/:id/renders`: what is to be made of the video. `annotated`: the whole of it with box, label, probability and
 * timeline strip. `clips`: a clip per stretch and one video of all joined; the stretches are those of the emotions (of one face or any)
 * with at least that confidence, or those given, each with padding on both sides.
 */
export const renderRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('annotated') }),
  z.object({
    kind: z.literal('clips'),
    /** Class names of people (`happiness`), not of a model. */
    emotions: z
      .array(token({ max: 100 }))
      .min(1)
      .max(32),
    minConfidence: z.number().min(0).max(1).default(0),
    paddingMs: z.number().min(0).max(10_000).default(500),
    participantId: z.uuid().nullable().default(null),
  }),
  z.object({
    kind: z.literal('moments'),
    /** What the stretches are, for the list: the query they came from. */
    name: text({ max: 300, min: 1 }),
    spans: z.array(span).min(1).max(500),
    paddingMs: z.number().min(0).max(10_000).default(500),
  }),
]);
export type RenderRequest = z.input<typeof renderRequest>;

/** A file made from the video. */
export const artefact = z.object({
  id: z.uuid(),
  kind: z.enum(['annotated', 'clip', 'joined']),
  fileName: serverText(),
  bytes: z.int(),
  durationMs: z.number(),
  /** Where a clip lies in the video; null for the whole. */
  span: z.object({ startMs: z.number(), endMs: z.number() }).nullable(),
  label: serverText().nullable(),
  /** Signed, short-lived; with `?download=1` browsers save it. */
  url: serverText(),
});
export type Artefact = z.infer<typeof artefact>;

/** `GET /api/recordings/:id/renders` (newest first), `POST` and `GET .../renders/:renderId`; `DELETE` deletes one with its files. */
export const renderView = z.object({
  id: z.uuid(),
  request: renderRequest,
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  createdAt: isoTime,
  progress: jobProgress.nullable(),
  problem: problem.nullable(),
  artefacts: z.array(artefact),
});
export type RenderView = z.infer<typeof renderView>;

/** `GET /api/recordings/:id/moments?q=…`: what a query finds; `problem` says what of it was not understood, and where. */
export const moment = z.object({
  startMs: z.number(),
  endMs: z.number(),
  participantId: z.uuid(),
  label: serverText(),
  probability: z.number(),
  /** What was said then. */
  said: z.array(z.object({ speaker: serverText(), text: serverText(), startMs: z.number() })),
});
export type Moment = z.infer<typeof moment>;
export const momentsView = z.object({
  query: serverText(),
  moments: z.array(moment),
  problem: z.object({ code: serverText(), message: serverText(), from: z.int(), to: z.int() }).nullable(),
});
export type MomentsView = z.infer<typeof momentsView>;

const point = z.tuple([z.number(), z.number()]);

/**
 * Class activation maps (Zhou et al. 2016) of a face in one picture: for each class, row by row from the top left of the crop, what each
 * field of it adds to the class's logit, which is their mean. `corners`: of the crop in upright pixels of the video, from its top left on
 * clockwise; they may lie outside.
 */
export const activationMaps = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  maps: z.array(z.array(z.number())),
  corners: z.tuple([point, point, point, point]),
});
export type ActivationMaps = z.infer<typeof activationMaps>;

/** `GET /api/recordings/:id/explanation?participantId=…&atMs=…`: what the estimate shown at that time rests on. Nothing of it is kept. */
export const explanationQuery = z.object({ participantId: z.uuid(), atMs: z.coerce.number().nonnegative() });
export const explanation = activationMaps.extend({
  participantId: z.uuid(),
  /** Of the picture that was analysed: the last one at or before the time asked for. */
  atMs,
  classes: z.array(serverText()),
  /** Of this picture alone, in the order of the classes, as the analysis found them. */
  scores: emotionScores,
});
export type Explanation = z.infer<typeof explanation>;
