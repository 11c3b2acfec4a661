import { SampleColumns } from '#contracts/sample-columns';
import { MAX_STAND_MS } from './expression-track.ts';

/**
 * The samples of a recorded video, in order, with what is shown beside a picture moved to it: smoothed scores and label are those of
 * `lagMs` later (`lag.ts`), as they describe what was there then. State, box and the frame's own scores are of the frame and stay.
 */
export function alignedSamples(samples: SampleColumns, lagMs: number): SampleColumns {
  if (lagMs === 0) return samples;
  const {
    atMs,
    length,
    classes: { length: width },
  } = samples;
  const aligned = new SampleColumns(samples.classes, Math.max(1, length));
  aligned.append(samples);
  let ahead = 0;
  for (let row = 0; row < length; row++) {
    // A sample stands until the next one, so what is known in the middle of that counts, as in `ExpressionTrack`.
    const standMs = row + 1 < length ? Math.min(atMs[row + 1]! - atMs[row]!, MAX_STAND_MS) : 0;
    while (ahead + 1 < length && atMs[ahead + 1]! <= atMs[row]! + standMs / 2 + lagMs) ahead++;
    // A window that has run empty by then says nothing of a face that is still there.
    if (samples.hasSmoothed[ahead] !== 1) continue;
    aligned.hasSmoothed[row] = 1;
    aligned.label[row] = samples.label[ahead]!;
    aligned.smoothed.set(samples.smoothed.subarray(ahead * width, (ahead + 1) * width), row * width);
  }
  return aligned;
}
