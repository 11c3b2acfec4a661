import type { EmotionScores } from '#contracts/emotion';

/**
 * Samples of the last `windowMs`: their mean, and for how much of the time there were estimates at all. A sample stands for the time until
 * the next one, or videos with a variable rate would hear most of where their pictures are close together; the newest stands for as long as
 * the one before it did. The newer a sample, the more it counts,
 * evenly down to nothing at the window's end: the mean then describes the face a third of the window ago, not half of it, at three
 * quarters of the samples' worth. How long the window is may change from sample to sample.
 */
export class SlidingWindow {
  readonly #longestMs: number;
  #windowMs: number;
  #entries: { atMs: number; scores: EmotionScores | null }[] = [];

  /** @param longestMs of any window to come */
  constructor(longestMs: number) {
    this.#longestMs = longestMs;
    this.#windowMs = longestMs;
  }

  /**
   * @param scores null for a sample that is no estimate: it takes part in the coverage alone
   * @param windowMs how far back the window reaches now
   */
  add(atMs: number, scores: EmotionScores | null, windowMs: number = this.#longestMs): void {
    // A clock that went back (a seek, another call) begins a new window.
    if (atMs < (this.#entries.at(-1)?.atMs ?? atMs)) this.#entries = [];
    this.#entries.push({ atMs, scores });
    this.#windowMs = windowMs;
    this.#entries = this.#entries.filter((entry) => entry.atMs > atMs - this.#longestMs);
  }

  /** The weighted mean scores of the estimates, or null without any. */
  get mean(): EmotionScores | null {
    const nowMs = this.#entries.at(-1)?.atMs ?? 0;
    const estimates = this.#entries.flatMap(({ atMs, scores }, index) =>
      scores === null || !this.#reaches(atMs) ? [] : [{ scores, weight: this.#standMs(index) * (1 - (nowMs - atMs) / this.#windowMs) }],
    );
    const total = estimates.reduce((sum, { weight }) => sum + weight, 0);
    const [first] = estimates;
    return first === undefined
      ? null
      : first.scores.map((_, index) => estimates.reduce((sum, { scores, weight }) => sum + scores[index]! * weight, 0) / total);
  }

  /** Share of the time for which there are estimates, 0-1. */
  get coverage(): number {
    if (this.#entries.length === 0) return 0;
    let [estimated, all] = [0, 0];
    for (const [index, { atMs, scores }] of this.#entries.entries()) {
      if (!this.#reaches(atMs)) continue;
      const standMs = this.#standMs(index);
      all += standMs;
      if (scores !== null) estimated += standMs;
    }
    return estimated / all;
  }

  #reaches(atMs: number): boolean {
    return atMs > (this.#entries.at(-1)?.atMs ?? 0) - this.#windowMs;
  }

  /** Never nothing, as two samples may have one time. */
  #standMs(index: number): number {
    const last = this.#entries.length - 1;
    const from = Math.max(0, Math.min(index, last - 1));
    return last === 0 ? 1 : Math.max(1, this.#entries[from + 1]!.atMs - this.#entries[from]!.atMs);
  }
}
