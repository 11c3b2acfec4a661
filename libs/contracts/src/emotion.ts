import { z } from 'zod';
import { atMs } from './time.ts';
import { serverText } from './text.ts';

/** The eight classes in the order in which every stack, list and legend shows them. */
export const EMOTIONS = ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear', 'contempt'] as const;
export const emotionName = z.enum(EMOTIONS);
export type EmotionName = z.infer<typeof emotionName>;

const FER2013_NAMES: Record<string, EmotionName> = { angry: 'anger', happy: 'happiness', sad: 'sadness' };

/** Maps a model's own class name (FER+ or FER2013) to the name that people see. Throws RangeError if unknown. */
export function emotionOf(className: string): EmotionName {
  const name = FER2013_NAMES[className] ?? className;
  const known = EMOTIONS.find((emotion) => emotion === name);
  if (known === undefined) throw new RangeError(`The class "${className}" is neither a FER+ nor a FER2013 emotion.`);
  return known;
}

/** Why a sample is or is not an estimate. Only `ok` feeds a window. */
export const sampleState = z.enum(['ok', 'uncertain', 'no-face', 'several-faces', 'poor-light', 'too-small', 'paused']);
export type SampleState = z.infer<typeof sampleState>;

/** A probability per class, in the order of the model's manifest; sums to 1. */
export const emotionScores = z.array(z.number().min(0).max(1)).min(2).max(32);
export type EmotionScores = z.infer<typeof emotionScores>;

/** A box in the pixels of its own frame: `[x, y, width, height]`. */
export const box = z.tuple([z.number(), z.number(), z.number().nonnegative(), z.number().nonnegative()]);
export type Box = z.infer<typeof box>;

/** What inference says about one sampled frame of one participant. */
export const emotionSample = z.object({
  /** When the frame was captured, as well as the receiver can know. */
  atMs,
  state: sampleState,
  /** The scores of this frame alone; null unless a face was classified (`ok` or `uncertain`). */
  raw: emotionScores.nullable(),
  /** The mean over the sliding window's `ok` samples, newer ones counting more; null while the window holds none. */
  smoothed: emotionScores.nullable(),
  /** The leading class of `smoothed` after hysteresis, as the manifest names it; null while there is none. */
  label: serverText().nullable(),
  /** Share of the window's samples that were `ok`, 0-1. */
  coverage: z.number().min(0).max(1),
  /** Height of the face in pixels of the received frame; null without a face. Chooses the simulcast layer. */
  faceHeight: z.number().nullable(),
  /** The face in the upright frame's pixels; only recordings keep it, null there without a face. */
  box: box.nullable().optional(),
});
export type EmotionSample = z.infer<typeof emotionSample>;
