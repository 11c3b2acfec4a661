import { emotionOf, type Box, type EmotionName, type EmotionSample, type SampleState } from '#contracts/emotion';
import type { FaceTimeline } from '#contracts/recording-link';

/** A sample stands for no longer than this. */
const STANDS_MS = 1_000;
/** Times of frames and samples come from the same clock, rounded differently. */
const ROUNDING_MS = 0.5;

/** One face at a moment. `estimate` null: there is none, and `state` says why; `box` null: nobody saw the face there. */
export interface FaceMoment {
  box: Box | null;
  estimate: { emotion: EmotionName; probability: number } | null;
  state: SampleState;
}

/** One face's samples as something that can be looked at frame by frame, in the order of time. */
export class FaceMoments {
  readonly #classes: string[];
  readonly #samples: EmotionSample[];
  #next = 0;

  constructor({ classes, samples }: Pick<FaceTimeline, 'classes' | 'samples'>) {
    this.#classes = classes;
    this.#samples = samples;
  }

  /** What is known of that moment; null before the first sample and where the last one is too old. Times must not decrease. */
  at(atMs: number): FaceMoment | null {
    while ((this.#samples[this.#next]?.atMs ?? Infinity) <= atMs + ROUNDING_MS) this.#next++;
    const sample = this.#samples[this.#next - 1];
    if (sample === undefined || atMs - sample.atMs > STANDS_MS) return null;
    return { box: boxBetween(sample, this.#samples[this.#next], atMs), estimate: this.#estimate(sample), state: sample.state };
  }

  #estimate({ state, label, smoothed }: EmotionSample): FaceMoment['estimate'] {
    if (state !== 'ok' || label === null || smoothed === null) return null;
    const probability = smoothed[this.#classes.indexOf(label)];
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
