import type { JobProgress } from '#contracts/recording';

const TELL_EVERY_MS = 250;
/** Speed is that of so long. */
const MEASURE_MS = 5_000;
/** Before that it jumps. */
const KNOWN_AFTER_MS = 1_000;

/** How far an analysis is and how fast it goes; tells it at most four times a second. */
export class Pace {
  readonly #durationMs: number;
  readonly #tell: (progress: JobProgress) => void;
  readonly #now: () => number;
  /** When which place in the video was reached, one entry for each time that was told, and the first. */
  #reached: { now: number; atMs: number }[] = [];
  #toldAt = -Infinity;

  /** @param startMs where in the video the work begins */
  constructor(durationMs: number, startMs: number, tell: (progress: JobProgress) => void, now: () => number = () => performance.now()) {
    this.#durationMs = durationMs;
    this.#tell = tell;
    this.#now = now;
    this.#reached.push({ now: now(), atMs: startMs });
  }

  at(atMs: number): void {
    const now = this.#now();
    if (now - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = now;
    this.#reached.push({ now, atMs });
    while (this.#reached.length > 2 && now - this.#reached[1]!.now >= MEASURE_MS) this.#reached.shift();
    const since = this.#reached[0]!;
    const speed = now - since.now < KNOWN_AFTER_MS ? null : Math.max(0, atMs - since.atMs) / (now - since.now);
    const leftMs = speed === null || speed === 0 ? null : Math.max(0, this.#durationMs - atMs) / speed;
    this.#tell({ share: Math.min(1, Math.max(0, atMs / this.#durationMs)), atMs, speed, leftMs });
  }
}
