import type { EmotionScores } from '#contracts/emotion';
import { leadingIndex } from '../classify/scores.ts';

/** The leading class with hysteresis: another one must lead by a margin before it takes over, so that labels do not flicker. */
export class LeadingClass {
  readonly #hysteresis: number;
  #current: number | null = null;

  /** @param hysteresis the margin, in probability */
  constructor(hysteresis: number) {
    this.#hysteresis = hysteresis;
  }

  /** The index of the class that leads now; null without scores, which also forgets who led. */
  next(scores: EmotionScores | null): number | null {
    if (scores === null) return (this.#current = null);
    const top = leadingIndex(scores);
    const current = this.#current;
    if (current === null || scores[top]! > scores[current]! + this.#hysteresis) this.#current = top;
    return this.#current;
  }
}
