import { emotionOf, type EmotionName, type EmotionSample } from '#contracts/emotion';

/**
 * Times from a change of the face to the first sample that shows it: of the raw scores, and of the smoothed label. Both begin when the
 * first frame with the new face is sent, so raw latency includes the wait for the next sampled frame.
 */
export class SwitchLatency {
  readonly raw: number[] = [];
  readonly smoothed: number[] = [];
  /** Switches that a later one overtook before the dashboard showed them. */
  missed = 0;
  #current: { emotion: EmotionName; atMs: number; raw: boolean; smoothed: boolean } | null = null;
  #shownRaw: string | null = null;
  #shownLabel: string | null = null;

  switched(emotion: EmotionName, atMs: number): void {
    if (this.#current !== null && !this.#current.raw) this.missed++;
    // What is shown already cannot tell when it was seen.
    this.#current = { emotion, atMs, raw: this.#shownRaw === emotion, smoothed: this.#shownLabel === emotion };
  }

  /** `atMs`: when the clinician's socket brought it. */
  seen({ raw, label }: EmotionSample, classes: readonly string[], atMs: number): void {
    this.#shownRaw = raw === null ? this.#shownRaw : leading(raw, classes);
    this.#shownLabel = label === null ? this.#shownLabel : emotionOf(label);
    const current = this.#current;
    if (current === null) return;
    if (!current.raw && this.#shownRaw === current.emotion) {
      current.raw = true;
      this.raw.push(atMs - current.atMs);
    }
    if (!current.smoothed && this.#shownLabel === current.emotion) {
      current.smoothed = true;
      this.smoothed.push(atMs - current.atMs);
    }
  }
}

function leading(scores: readonly number[], classes: readonly string[]): string {
  return emotionOf(classes[scores.indexOf(Math.max(...scores))] ?? '');
}
