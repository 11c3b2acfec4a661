import { z } from 'zod';
import { atMs } from './time.ts';
import { serverText } from './text.ts';

/** The classes with a look and words of their own, in the order in which every stack, list and legend shows them. A model may have others. */
export const EMOTIONS = ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear', 'contempt'] as const;
export type EmotionName = (typeof EMOTIONS)[number];

const FER2013_NAMES: Record<string, EmotionName> = { angry: 'anger', happy: 'happiness', sad: 'sadness' };

/** Whether a name is one of `EMOTIONS`. */
export const isEmotion = (name: string): name is EmotionName => (EMOTIONS as readonly string[]).includes(name);

/** The name that people see of a model's class: a FER+ or FER2013 class by its name in `EMOTIONS`, any other by its own. */
export function emotionOf(className: string): string {
  return Object.hasOwn(FER2013_NAMES, className) ? FER2013_NAMES[className]! : className;
}

/** The names that people see of a model's classes, each once: first those of `EMOTIONS` in its order, then all others in the model's. */
export function emotionsOf(classes: readonly string[]): string[] {
  const names = new Set(classes.map(emotionOf));
  return [...EMOTIONS.filter((emotion) => names.has(emotion)), ...[...names].filter((name) => !isEmotion(name))];
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
  /** How far this frame's scores are from those of the person's first minute, 0-1 (`Expressivity` in libs/inference); missing until that is known, and without scores. */
  expressivity: z.number().min(0).max(1).optional(),
});
export type EmotionSample = z.infer<typeof emotionSample>;
