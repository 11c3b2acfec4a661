import { emotionOf, type Box, type EmotionSample, type SampleState } from '#contracts/emotion';
import type { FaceTimeline } from '#contracts/recording-link';
import type { SampleColumns } from '#contracts/sample-columns';

/** A sample stands for no longer than this. */
const STANDS_MS = 1_000;
/** Times of frames and samples come from the same clock, rounded differently. */
const ROUNDING_MS = 0.5;

/** One face at a moment. `estimate` null: there is none, and `state` says why; `box` null: nobody saw the face there. */
export interface FaceMoment {
  box: Box | null;
  estimate: { emotion: string; probability: number } | null;
  state: SampleState;
}

/** One face's samples as something that can be looked at frame by frame, in the order of time. */
export class FaceMoments {
  readonly #samples: SampleColumns;
  #next = 0;

  constructor({ samples }: Pick<FaceTimeline, 'samples'>) {
    this.#samples = samples;
  }

  /** What is known of that moment; null before the first sample and where the last one is too old. Times must not decrease. */
  at(atMs: number): FaceMoment | null {
    const samples = this.#samples;
    while (this.#next < samples.length && samples.atMs[this.#next]! <= atMs + ROUNDING_MS) this.#next++;
    const sample = this.#sampleAt(this.#next - 1);
    if (sample === undefined || atMs - sample.atMs > STANDS_MS) return null;
    return { box: boxBetween(sample, this.#sampleAt(this.#next), atMs), estimate: this.#estimate(sample), state: sample.state };
  }

  #sampleAt(row: number): EmotionSample | undefined {
    return row >= 0 && row < this.#samples.length ? this.#samples.at(row) : undefined;
  }

  #estimate({ state, label, smoothed }: EmotionSample): FaceMoment['estimate'] {
    if (state !== 'ok' || label === null || smoothed === null) return null;
    const probability = smoothed[this.#samples.classes.indexOf(label)];
    return probability === undefined ? null : { emotion: emotionOf(label), probability };
  }
}

/** Moves evenly from one sample's box to the next one's; stays where the next is far off in time or elsewhere, as after a cut. */
function boxBetween(sample: EmotionSample, next: EmotionSample | undefined, atMs: number): Box | null {
  const from = sample.box ?? null;
  const to = next?.box ?? null;
  if (from === null || to === null || next === undefined || next.atMs - sample.atMs > STANDS_MS || !overlap(from, to)) return from;
  const share = Math.min(1, Math.max(0, (atMs - sample.atMs) / (next.atMs - sample.atMs)));
  return from.map((value, index) => value + (to[index]! - value) * share) as Box;
}

const overlap = ([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box) => ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah;
