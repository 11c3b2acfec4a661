import type { EmotionScores } from '#contracts/emotion';

/** Samples of the last `windowMs`: their mean, and how many of them were estimates at all. */
export class SlidingWindow {
  readonly #windowMs: number;
  #entries: { atMs: number; scores: EmotionScores | null }[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** @param scores null for a sample that is no estimate: it takes part in the coverage alone */
  add(atMs: number, scores: EmotionScores | null): void {
    // A clock that went back (a seek, another call) begins a new window.
    if (atMs < (this.#entries.at(-1)?.atMs ?? atMs)) this.#entries = [];
    this.#entries.push({ atMs, scores });
    this.#entries = this.#entries.filter((entry) => entry.atMs > atMs - this.#windowMs);
  }

  /** The mean scores of the estimates, or null without any. */
  get mean(): EmotionScores | null {
    const estimates = this.#entries.flatMap(({ scores }) => (scores === null ? [] : [scores]));
    const [first] = estimates;
    return first === undefined ? null : first.map((_, index) => estimates.reduce((sum, scores) => sum + scores[index]!, 0) / estimates.length);
  }

  /** Share of the samples that are estimates, 0-1. */
  get coverage(): number {
    if (this.#entries.length === 0) return 0;
    return this.#entries.filter(({ scores }) => scores !== null).length / this.#entries.length;
  }
}
