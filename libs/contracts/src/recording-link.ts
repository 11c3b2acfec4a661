import { z } from 'zod';
import { analysisSettings } from './analyzer-link.ts';
import { box, emotionSample, emotionScores } from './emotion.ts';
import { activationMaps, jobProgress, problem, videoFacts } from './recording.ts';

/**
 * Messages between the server and the process that works on one recorded video (forked, one task each, over IPC). It knows files
 * and faces by number only: no names, no database.
 */

/** A file of either side: its path, and the key it is sealed with (64 hex digits); null: a plain file. */
export const fileRef = z.object({ path: z.string(), key: z.string().length(64).nullable() });
export type FileRef = z.infer<typeof fileRef>;

export const videoLimits = z.object({ maxDurationMs: z.number().positive(), maxPixels: z.int().positive() });
export type VideoLimits = z.infer<typeof videoLimits>;

/** A sample of one face; number 1 has one at every analysed frame, the others from when they come until they have been gone for a while. */
export const faceSample = z.object({ face: z.int().positive(), sample: emotionSample });
export type FaceSample = z.infer<typeof faceSample>;

/** All samples of one face in order, with the classes their scores are of. */
export const faceTimeline = z.object({ face: z.int().positive(), name: z.string(), classes: z.array(z.string()), samples: z.array(emotionSample) });
export type FaceTimeline = z.infer<typeof faceTimeline>;

/** An estimate of an earlier analysis, by a single frame. `before`: where the face was in the frame analysed before; null: not seen. */
export const rawEstimate = z.object({ atMs: z.number().nonnegative(), box, before: box.nullable(), classes: z.array(z.string()), scores: emotionScores });
export type RawEstimate = z.infer<typeof rawEstimate>;

/** One clip to be cut: padding is already in it. */
export const clipSpan = z.object({ startMs: z.number().nonnegative(), endMs: z.number().positive(), label: z.string().nullable(), output: fileRef });

export const recordingTask = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('analyse'), source: fileRef, limits: videoLimits, settings: analysisSettings, everyNth: z.int().positive(),
    /** What an earlier process sent last: it goes on from there. */
    checkpoint: z.unknown().nullable(),
  }),
  /** A copy that every browser plays: streams are copied where they can be, else encoded anew. */
  z.object({ type: z.literal('playable'), source: fileRef, limits: videoLimits, output: fileRef }),
  z.object({ type: z.literal('annotate'), source: fileRef, limits: videoLimits, output: fileRef, faces: z.array(faceTimeline) }),
  z.object({ type: z.literal('clips'), source: fileRef, limits: videoLimits, clips: z.array(clipSpan).min(1), joined: fileRef }),
  /** What an estimate rests on; the settings are those that it was made with. */
  z.object({ type: z.literal('explain'), source: fileRef, limits: videoLimits, settings: analysisSettings, estimate: rawEstimate }),
]);
export type RecordingTask = z.infer<typeof recordingTask>;

export const toRecordingProcess = z.discriminatedUnion('type', [
  z.object({ type: z.literal('task'), task: recordingTask }),
  /** Everything up to this checkpoint is stored: back-pressure, as the process keeps at most a few unstored. */
  z.object({ type: z.literal('stored'), sequence: z.int() }),
  /** Stop soon; partial outputs are worthless. */
  z.object({ type: z.literal('cancel') }),
]);
export type ToRecordingProcess = z.input<typeof toRecordingProcess>;

export const fromRecordingProcess = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), video: videoFacts }),
  z.object({ type: z.literal('progress'), progress: jobProgress }),
  /** `analyse`: samples since the last message, and where a new process would go on from. Stored together or not at all. */
  z.object({
    type: z.literal('samples'), sequence: z.int(), classes: z.array(z.string()), samples: z.array(faceSample), checkpoint: z.unknown(),
  }),
  /** `explain`: the answer, before `done`. */
  z.object({ type: z.literal('explained'), activation: activationMaps }),
  /** The task is done; the process ends. `outputs` are the durations of what was written, clips in order, joined last. `notice`: what a person should know. */
  z.object({
    type: z.literal('done'), outputs: z.array(z.object({ path: z.string(), bytes: z.int(), durationMs: z.number() })), durationMs: z.number(), notice: problem.nullable(),
  }),
  /** It cannot be done, and why; the process ends. Trying again will not help, unless the code is `disk-full`. */
  z.object({ type: z.literal('failed'), problem }),
]);
export type FromRecordingProcess = z.input<typeof fromRecordingProcess>;

/** Codes of problems that a video can have; each comes with a sentence of its own. */
export const VIDEO_PROBLEMS = [
  'empty-file', 'not-a-video', 'format-not-supported', 'no-video-stream', 'truncated', 'no-duration', 'too-long', 'frame-too-large',
  'no-face', 'broken-tail', 'disk-full', 'file-damaged', 'video-failed', 'no-such-stretch',
  'model-missing', 'no-map', 'estimate-differs',
] as const;
export type VideoProblemCode = (typeof VIDEO_PROBLEMS)[number];
