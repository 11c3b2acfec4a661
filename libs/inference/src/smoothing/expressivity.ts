import { z } from 'zod';
import { emotionScores, type EmotionScores } from '#contracts/emotion';

/** So much of the face is seen before there is a figure: it is the person's own baseline. */
export const BASELINE_MS = 60_000;
/** A frame stands for no longer than this. */
const MAX_STAND_MS = 1_000;

export const expressivityState = z.object({
  seenMs: z.number().nonnegative(),
  /** Of each class, the square root of its probability, added up over the milliseconds of the baseline. */
  sums: z.array(z.number()).nullable(),
  lastMs: z.number().nullable(),
  /** Of the frame before. */
  before: emotionScores.nullable(),
});
/** What it goes on from in another process; JSON. */
export type ExpressivityState = z.infer<typeof expressivityState>;

/**
 * How far a face's expression moves from its own baseline: the Hellinger distance between the classifier's probabilities for two frames in a row (a face
 * is shown straight and mirrored in turn, and its two sides differ) and those of the person's first {@link BASELINE_MS} in which the face was read, 0 to 1 without a unit. `H = sqrt(1 - sum sqrt(p b))` (Hellinger 1909; Bishop, Fienberg and
 * Holland 1975, chapter 14, as a distance of discrete distributions). 0: as in the baseline; 1: every class that was possible then is impossible now.
 *
 * The probabilities are the features on which every detector and model agree, and the network was taught to see past position, light and turns of the head,
 * which move landmarks more than a smile does. So it knows of a movement only what changes the probabilities: it tells how much an expression
 * differs, not how far skin moves, and speech counts where it changes them. Frames that are `uncertain` count: slight expressions are among them.
 *
 * The baseline is how the person looked at first, not how they look at rest: whoever smiles through their first minute is measured from that smile.
 */
export class Expressivity {
  #seenMs: number;
  #sums: number[] | null;
  #lastMs: number | null;
  #before: EmotionScores | null;

  constructor(state?: ExpressivityState) {
    this.#seenMs = state?.seenMs ?? 0;
    this.#sums = state?.sums === undefined || state.sums === null ? null : [...state.sums];
    this.#lastMs = state?.lastMs ?? null;
    this.#before = state?.before ?? null;
  }

  get state(): ExpressivityState {
    return { seenMs: this.#seenMs, sums: this.#sums === null ? null : [...this.#sums], lastMs: this.#lastMs, before: this.#before };
  }

  /**
   * @param scores of the frame alone; null where no face was read
   * @returns null without scores, and until the baseline is known
   */
  next(atMs: number, scores: EmotionScores | null): number | null {
    const standMs = this.#lastMs === null ? 0 : Math.min(MAX_STAND_MS, Math.max(0, atMs - this.#lastMs));
    this.#lastMs = atMs;
    const before = this.#before;
    this.#before = scores;
    if (scores === null) return null;
    if (this.#seenMs < BASELINE_MS) {
      this.#sums ??= scores.map(() => 0);
      scores.forEach((score, index) => (this.#sums![index]! += Math.sqrt(score) * standMs));
      this.#seenMs += standMs;
      return null;
    }
    return hellinger(before === null ? scores : scores.map((score, index) => (score + before[index]!) / 2), this.#sums!);
  }
}

/** @param sums of a distribution's square roots, of any length */
function hellinger(scores: EmotionScores, sums: readonly number[]): number {
  const length = Math.hypot(...sums);
  const shared = scores.reduce((sum, score, index) => sum + (Math.sqrt(score) * sums[index]!) / length, 0);
  return Math.sqrt(Math.max(0, 1 - shared));
}
