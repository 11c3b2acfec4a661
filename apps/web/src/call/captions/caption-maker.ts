import { type CaptionSegment } from '#contracts/transcript';

/** One entry of the browser's running results. */
export interface Heard {
  text: string;
  final: boolean;
  confidence?: number;
}

const LONGEST = 2_000;

/**
 * Turns the running results of speech recognition into captions: utterances that are shown live, on the call's clock. A recognition
 * session counts its results from 0; an utterance starts when its first words were heard and keeps its id until it is final.
 */
export class CaptionMaker {
  readonly #newId: () => string;
  readonly #open = new Map<number, { segmentId: string; startMs: number; text: string }>();
  #doneBelow = 0;
  #lastEndMs = 0;

  constructor(newId: () => string = () => crypto.randomUUID()) {
    this.#newId = newId;
  }

  /** A new recognition session has started; results of the one before that never became final are given up. */
  restart(): void {
    this.#open.clear();
    this.#doneBelow = 0;
  }

  /**
   * @param results all results of the session so far, in order.
   * @param nowMs the call's clock.
   * @returns captions that are new or have changed.
   */
  hear(results: Heard[], nowMs: number): CaptionSegment[] {
    const changed: CaptionSegment[] = [];
    results.forEach((result, index) => {
      const text = result.text.trim().slice(0, LONGEST);
      if (index < this.#doneBelow || text === '') return;
      const known = this.#open.get(index);
      if (known?.text === text && !result.final) return;
      // Speech never overlaps itself: an utterance starts after the one before.
      const utterance = known ?? { segmentId: this.#newId(), startMs: Math.max(this.#lastEndMs, nowMs - spoken(text)), text };
      utterance.text = text;
      this.#open.set(index, utterance);
      const confidence =
        result.final && result.confidence !== undefined && result.confidence > 0 ? { confidence: Math.min(1, result.confidence) } : {};
      changed.push({
        segmentId: utterance.segmentId,
        text,
        startMs: utterance.startMs,
        endMs: Math.max(utterance.startMs, nowMs),
        final: result.final,
        ...confidence,
      });
      if (result.final) {
        this.#open.delete(index);
        this.#doneBelow = index + 1;
        this.#lastEndMs = Math.max(utterance.startMs, nowMs);
      }
    });
    return changed;
  }
}

/** The first words arrive after they were said: about 400 ms a word, at most two seconds back. */
function spoken(text: string): number {
  return Math.min(2_000, text.split(/\s+/).length * 400);
}
