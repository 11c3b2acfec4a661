import { type Box, type EmotionSample, sampleState } from '#contracts/emotion';
import { SAMPLE_STATES, SampleColumns, SCORE_SCALE } from '#contracts/sample-columns';

/**
 * A sample as it was stored in JSON until there were columns: `[atMs, state, label, coverage, faceHeight, raw, smoothed, box]`, the state as its
 * number in `SAMPLE_STATES`, probabilities in ten-thousandths. A live call's have no box. Databases still hold such rows; nothing writes them.
 */
export type LegacySample = [number, number, string | null, number, number | null, number[] | null, number[] | null, (Box | null)?];

export function legacySamples(classes: readonly string[], stored: readonly LegacySample[]): SampleColumns {
  return SampleColumns.of(
    classes,
    stored.map(toSample).filter((sample) => SampleColumns.fits(classes, sample)),
  );
}

function toSample([atMs, state, label, coverage, faceHeight, raw, smoothed, box]: LegacySample): EmotionSample {
  return {
    atMs,
    state: sampleState.parse(SAMPLE_STATES[state]),
    label,
    coverage: coverage / SCORE_SCALE,
    faceHeight,
    raw: raw?.map(toProbability) ?? null,
    smoothed: smoothed?.map(toProbability) ?? null,
    ...(box !== undefined && { box }),
  };
}

const toProbability = (value: number) => value / SCORE_SCALE;
