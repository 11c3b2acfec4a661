import { type Box, type EmotionSample, sampleState } from '#contracts/emotion';

/**
 * A sample as it is stored: `[atMs, state, label, coverage, faceHeight, raw, smoothed, box]`, the state as its number
 * in {@link STATES}, probabilities in ten-thousandths. A fifth of the JSON of the object. Live calls keep no box, and have no such element.
 */
export type StoredSample = [number, number, string | null, number, number | null, number[] | null, number[] | null, (Box | null)?];

// Stored numbers point into this list: states may be added at its end, never moved.
const STATES = ['ok', 'uncertain', 'no-face', 'several-faces', 'poor-light', 'too-small', 'paused'] as const satisfies readonly EmotionSample['state'][];
const SCALE = 10_000;

export function encodeSample({ atMs, state, label, coverage, faceHeight, raw, smoothed, box }: EmotionSample): StoredSample {
  const stored: StoredSample = [
    toTenth(atMs), STATES.indexOf(state), label, toInteger(coverage), faceHeight === null ? null : Math.round(faceHeight), raw?.map(toInteger) ?? null,
    smoothed?.map(toInteger) ?? null,
  ];
  if (box !== undefined) stored.push(box === null ? null : [toTenth(box[0]), toTenth(box[1]), toTenth(box[2]), toTenth(box[3])]);
  return stored;
}

export function decodeSample([atMs, state, label, coverage, faceHeight, raw, smoothed, box]: StoredSample): EmotionSample {
  return {
    atMs, state: sampleState.parse(STATES[state]), label, coverage: coverage / SCALE, faceHeight, raw: raw?.map(toProbability) ?? null,
    smoothed: smoothed?.map(toProbability) ?? null, ...(box !== undefined && { box }),
  };
}

// Times in milliseconds tell the frames of any camera apart by then.
const toTenth = (value: number) => Math.round(value * 10) / 10;
const toInteger = (value: number) => Math.round(value * SCALE);
const toProbability = (value: number) => value / SCALE;
