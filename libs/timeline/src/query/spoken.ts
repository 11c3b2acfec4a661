import type { Moment, Span } from '#contracts/recording';
import type { Utterance } from '#contracts/transcript';
import { normalise } from './normalise.ts';
import { type Stretches, union } from '../stretches.ts';

/** What was said stands for a moment at least. */
const MIN_UTTERANCE_MS = 250;

export type SpokenUtterance = Pick<Utterance, 'speaker' | 'text' | 'startMs' | 'endMs'>;

/** The transcript as a query listens to it. */
export class Spoken {
  readonly #utterances: (SpokenUtterance & { normalised: string })[];
  readonly #longestMs: number;

  constructor(utterances: readonly SpokenUtterance[]) {
    this.#utterances = utterances
      .map((utterance) => ({
        ...utterance,
        endMs: Math.max(utterance.endMs, utterance.startMs + MIN_UTTERANCE_MS),
        normalised: ` ${normalise(utterance.text)} `,
      }))
      .sort((a, b) => a.startMs - b.startMs);
    this.#longestMs = this.#utterances.reduce((longest, { startMs, endMs }) => Math.max(longest, endMs - startMs), 0);
  }

  /** While these words are said one after the other, the last of them perhaps longer: `sleep` is in `sleeping`, not in `asleep`. */
  saying(phrase: string): Stretches {
    return union(this.#utterances.filter(({ normalised }) => normalised.includes(` ${phrase}`)));
  }

  during({ startMs, endMs }: Span): Moment['said'] {
    const said: Moment['said'] = [];
    for (let i = this.#firstAfter(startMs - this.#longestMs); i < this.#utterances.length; i++) {
      const utterance = this.#utterances[i]!;
      if (utterance.startMs >= endMs) break;
      if (utterance.endMs > startMs) said.push({ speaker: utterance.speaker, text: utterance.text, startMs: utterance.startMs });
    }
    return said;
  }

  #firstAfter(ms: number): number {
    let [low, high] = [0, this.#utterances.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#utterances[middle]!.startMs >= ms) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
