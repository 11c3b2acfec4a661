import type { EmotionSample } from '#contracts/emotion';
import { MAX_STAND_MS } from './expression-track.ts';

/**
 * The samples of a recorded video, in order, with what is shown beside a picture moved to it: smoothed scores and label are those of
 * `lagMs` later (`lag.ts`), as they describe what was there then. State, box and the frame's own scores are of the frame and stay.
 */
export function alignedSamples(samples: readonly EmotionSample[], lagMs: number): EmotionSample[] {
  if (lagMs === 0) return [...samples];
  let ahead = 0;
  return samples.map((sample, i) => {
    // A sample stands until the next one, so what is known in the middle of that counts, as in `ExpressionTrack`.
    const standMs = Math.min((samples[i + 1]?.atMs ?? sample.atMs) - sample.atMs, MAX_STAND_MS);
    while (ahead + 1 < samples.length && samples[ahead + 1]!.atMs <= sample.atMs + standMs / 2 + lagMs) ahead++;
    const { smoothed, label } = samples[ahead]!;
    // A window that has run empty by then says nothing of a face that is still there.
    return smoothed === null ? sample : { ...sample, smoothed, label };
  });
}
