import { z } from 'zod';
import { analysisSettings } from './analyzer-link.ts';
import { box, emotionSample, emotionScores } from './emotion.ts';
import { faceListing, faceNumber } from './recording-faces.ts';
import { activationMaps, jobProgress, problem, videoFacts } from './recording.ts';
import { type SampleColumns } from './sample-columns.ts';

/**
 * Messages between the server and the process that works on one recorded video (forked, one task each, over IPC). It knows files
 * and faces by number only: no names, no database.
 */

/** A file of either side: its path, and the key of this file alone (64 hex digits); null: a plain file. */
export const fileRef = z.object({ path: z.string(), key: z.string().length(64).nullable() });
export type FileRef = z.infer<typeof fileRef>;

export const videoLimits = z.object({ maxDurationMs: z.number().positive(), maxPixels: z.int().positive() });
export type VideoLimits = z.infer<typeof videoLimits>;

/** A sample of one face; the leading one has one at every analysed frame, others from when they come until they have been gone for a while. */
export const faceSample = z.object({ face: z.int().positive(), sample: emotionSample });
export type FaceSample = z.infer<typeof faceSample>;

/** All samples of one face in order. */
export interface FaceTimeline {
  face: number;
  name: string;
  samples: SampleColumns;
}
/** As it is sent: `data` as in `sample-codec.ts`. */
export const encodedFace = z.object({
  face: z.int().positive(),
  name: z.string(),
  classes: z.array(z.string()),
  data: z.instanceof(Uint8Array),
});
export type EncodedFace = z.infer<typeof encodedFace>;

/** An estimate of an earlier analysis, by a single frame. `before`: where the face was in the frame analysed before; null: not seen. */
export const rawEstimate = z.object({
  atMs: z.number().nonnegative(),
  box,
  before: box.nullable(),
  classes: z.array(z.string()),
  scores: emotionScores,
});
export type RawEstimate = z.infer<typeof rawEstimate>;

/** One clip to be cut: padding is already in it. */
export const clipSpan = z.object({
  startMs: z.number().nonnegative(),
  endMs: z.number().positive(),
  label: z.string().nullable(),
  output: fileRef,
});

export const recordingTask = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('analyse'),
    source: fileRef,
    limits: videoLimits,
    settings: analysisSettings,
    everyNth: z.int().positive(),
    /** Where the faces were: written while they are followed, read when those chosen are analysed. */
    tracks: fileRef,
    /** Where the faces of an earlier analysis with other options were, for telling which are the same; null: there was none. */
    earlierTracks: fileRef.nullable(),
    /** Whose face may be analysed; null: nobody has said, so the faces are followed and listed first. */
    faces: z.array(faceNumber).nullable(),
    /** Who is likely to be chosen, if that is known before: what they show is held back meanwhile. Null: the only one there is. */
    likely: z.array(faceNumber).nullable(),
    /** What an earlier process sent last: it goes on from there. */
    checkpoint: z.unknown().nullable(),
  }),
  /** One picture, for the owner to say who is in it. */
  z.object({
    type: z.literal('picture'),
    source: fileRef,
    limits: videoLimits,
    atMs: z.number().nonnegative(),
    maxWidth: z.int().positive(),
  }),
  /** A copy that every browser plays: streams are copied where they can be, else encoded anew. */
  z.object({ type: z.literal('playable'), source: fileRef, limits: videoLimits, output: fileRef }),
  z.object({ type: z.literal('annotate'), source: fileRef, limits: videoLimits, output: fileRef, faces: z.array(encodedFace) }),
  z.object({ type: z.literal('clips'), source: fileRef, limits: videoLimits, clips: z.array(clipSpan).min(1), joined: fileRef }),
  /** What an estimate rests on; the settings are those that it was made with. */
  z.object({
    type: z.literal('explain'),
    source: fileRef,
    limits: videoLimits,
    settings: analysisSettings,
    estimate: rawEstimate,
    face: faceNumber,
    /** Whose face may be analysed: anybody else's is refused. */
    faces: z.array(faceNumber),
  }),
]);
export type RecordingTask = z.infer<typeof recordingTask>;

/** What a checkpoint keeps of single faces; the rest is the analyzer's business. */
const checkpointFaces = z.looseObject({ smoothers: z.array(z.looseObject({ face: z.int() })) });

/** A checkpoint from which nothing goes on that was estimated of a face. */
export function checkpointWithout(checkpoint: unknown, face: number): unknown {
  const parsed = checkpointFaces.safeParse(checkpoint);
  return parsed.success ? { ...parsed.data, smoothers: parsed.data.smoothers.filter((one) => one.face !== face) } : checkpoint;
}

export const toRecordingProcess = z.discriminatedUnion('type', [
  z.object({ type: z.literal('task'), task: recordingTask }),
  /** Everything up to this checkpoint is stored: back-pressure, as the process keeps at most a few unstored. */
  z.object({ type: z.literal('stored'), sequence: z.int() }),
  /** The answer to `listed`: whose face may be analysed now; null: that has to be asked, and the process ends. */
  z.object({ type: z.literal('faces'), faces: z.array(faceNumber).nullable() }),
  /** Stop soon; partial outputs are worthless. */
  z.object({ type: z.literal('cancel') }),
]);
export type ToRecordingProcess = z.input<typeof toRecordingProcess>;

export const fromRecordingProcess = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), video: videoFacts }),
  z.object({ type: z.literal('progress'), progress: jobProgress }),
  /** `analyse`: faces were followed so far; where a new process would go on from. */
  z.object({ type: z.literal('followed'), sequence: z.int(), checkpoint: z.unknown() }),
  /** `analyse`: all faces of the video have been followed. It waits for `faces`. */
  z.object({
    type: z.literal('listed'),
    listing: faceListing,
    /** What a person should know of the video. */
    notices: z.array(problem),
    /** Which of them were followed in the earlier analysis, too, and by what number. */
    same: z.array(z.object({ number: faceNumber, before: faceNumber })),
  }),
  /** `analyse`: samples since the last message, and where a new process would go on from. Stored together or not at all. */
  z.object({
    type: z.literal('samples'),
    sequence: z.int(),
    classes: z.array(z.string()),
    samples: z.array(faceSample),
    checkpoint: z.unknown(),
  }),
  /** `picture`: a JPEG in base64, before `done`. */
  z.object({ type: z.literal('picture'), jpeg: z.string() }),
  /** `explain`: the answer, before `done`. */
  z.object({ type: z.literal('explained'), activation: activationMaps }),
  /** The task is done; the process ends. `outputs` are the durations of what was written, clips in order, joined last. `notices`: what a person should know. */
  z.object({
    type: z.literal('done'),
    outputs: z.array(z.object({ path: z.string(), bytes: z.int(), durationMs: z.number() })),
    durationMs: z.number(),
    notices: z.array(problem),
  }),
  /** It cannot be done, and why; the process ends. Trying again will not help, unless the code is `disk-full`. */
  z.object({ type: z.literal('failed'), problem }),
]);
export type FromRecordingProcess = z.input<typeof fromRecordingProcess>;

/** Codes of problems that a video can have; each comes with a sentence of its own. */
export const VIDEO_PROBLEMS = [
  'empty-file',
  'not-a-video',
  'format-not-supported',
  'no-video-stream',
  'photo',
  'playlist',
  'archive',
  'protected',
  'truncated',
  'no-duration',
  'too-long',
  'frame-too-large',
  'no-face',
  'broken-tail',
  'sound-track-left-out',
  'sound-left-out',
  'disk-full',
  'file-damaged',
  'video-failed',
  'no-such-stretch',
  'model-missing',
  'no-map',
  'estimate-differs',
  'face-not-allowed',
  'nobody-chosen',
] as const;
export type VideoProblemCode = (typeof VIDEO_PROBLEMS)[number];
