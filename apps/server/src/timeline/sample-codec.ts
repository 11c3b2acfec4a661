import { type EmotionSample, sampleState } from '#contracts/emotion';

/**
 * A sample as it is stored: `[atMs, state, label, coverage, faceHeight, raw, smoothed]`, the state as its number in
 * {@link STATES}, probabilities in ten-thousandths. A fifth of the JSON of the object.
 */
export type StoredSample = [number, number, string | null, number, number | null, number[] | null, number[] | null];

// Stored numbers point into this list: states may be added at its end, never moved.
const STATES = ['ok', 'uncertain', 'no-face', 'several-faces', 'poor-light', 'too-small', 'paused'] as const satisfies readonly EmotionSample['state'][];
const SCALE = 10_000;

export function encodeSample({ atMs, state, label, coverage, faceHeight, raw, smoothed }: EmotionSample): StoredSample {
  return [Math.round(atMs), STATES.indexOf(state), label, toInteger(coverage), faceHeight === null ? null : Math.round(faceHeight), raw?.map(toInteger) ?? null, smoothed?.map(toInteger) ?? null];
}

export function decodeSample([atMs, state, label, coverage, faceHeight, raw, smoothed]: StoredSample): EmotionSample {
  return { atMs, state: sampleState.parse(STATES[state]), label, coverage: coverage / SCALE, faceHeight, raw: raw?.map(toProbability) ?? null, smoothed: smoothed?.map(toProbability) ?? null };
}

const toInteger = (value: number) => Math.round(value * SCALE);
const toProbability = (value: number) => value / SCALE;
