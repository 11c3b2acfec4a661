import { type CaptionSegment } from '#contracts/transcript';

/** One entry of the browser's running results. */
export interface Heard {
  text: string;
  final: boolean;
  confidence?: number;
}

const LONGEST = 2_000;

/**
 * Turns the running results of speech recognition into caption segments on the call's clock. A recognition session counts
 * its results from 0; a segment starts when its first words were heard and keeps its id until it is final.
 */
export class Segmenter {
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
   * @returns segments that are new or have changed.
   */
  hear(results: Heard[], nowMs: number): CaptionSegment[] {
    const changed: CaptionSegment[] = [];
    results.forEach((result, index) => {
      const text = result.text.trim().slice(0, LONGEST);
      if (index < this.#doneBelow || text === '') return;
      const known = this.#open.get(index);
      if (known?.text === text && !result.final) return;
      // Speech never overlaps itself: a segment starts after the one before.
      const segment = known ?? { segmentId: this.#newId(), startMs: Math.max(this.#lastEndMs, nowMs - spoken(text)), text };
      segment.text = text;
      this.#open.set(index, segment);
      const confidence =
        result.final && result.confidence !== undefined && result.confidence > 0 ? { confidence: Math.min(1, result.confidence) } : {};
      changed.push({
        segmentId: segment.segmentId,
        text,
        startMs: segment.startMs,
        endMs: Math.max(segment.startMs, nowMs),
        final: result.final,
        ...confidence,
      });
      if (result.final) {
        this.#open.delete(index);
        this.#doneBelow = index + 1;
        this.#lastEndMs = Math.max(segment.startMs, nowMs);
      }
    });
    return changed;
  }
}

/** The first words arrive after they were said: about 400 ms a word, at most two seconds back. */
function spoken(text: string): number {
  return Math.min(2_000, text.split(/\s+/).length * 400);
}
