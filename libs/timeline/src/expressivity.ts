import { NO_EXPRESSIVITY, type SampleColumns, SCORE_SCALE } from '#contracts/sample-columns';
import type { Expressivity } from '#contracts/summary';
import { MAX_STAND_MS } from './expression-track.ts';

/** Measured for less, after the baseline, there is no figure. */
const LEAST_MS = 10_000;

/**
 * Mean expressivity over the time in which it was measured, and that time's share of the whole; each sample stands until the next.
 *
 * @param samples in the order of their times; those at or after `endMs` do not count
 * @returns null where too little of the face was seen for a baseline, or after it
 */
export function expressivityOf(samples: SampleColumns, endMs: number): Expressivity | null {
  const { atMs, expressivity, length } = samples;
  let [measuredMs, sum] = [0, 0];
  for (let row = 0; row < length; row++) {
    if (expressivity[row] === NO_EXPRESSIVITY) continue;
    const nextMs = row + 1 < length ? atMs[row + 1]! : Infinity;
    const standMs = Math.max(0, Math.min(nextMs, atMs[row]! + MAX_STAND_MS, endMs) - atMs[row]!);
    measuredMs += standMs;
    sum += (expressivity[row]! / SCORE_SCALE) * standMs;
  }
  return measuredMs < LEAST_MS ? null : { mean: sum / measuredMs, coverage: Math.min(1, measuredMs / endMs) };
}
