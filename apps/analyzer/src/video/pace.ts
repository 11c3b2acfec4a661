import type { JobProgress } from '#contracts/recording';

const TELL_EVERY_MS = 250;
/** Speed is that of so long. */
const MEASURE_MS = 5_000;
/** Before that it jumps. */
const KNOWN_AFTER_MS = 1_000;

/** How far work on so much video is and how fast it goes; tells it at most four times a second. */
export class Pace {
  readonly #totalMs: number;
  readonly #tell: (progress: JobProgress) => void;
  readonly #now: () => number;
  /** When how much was done, one entry for each time that was told, and the first. */
  #reached: { now: number; doneMs: number }[] = [];
  #toldAt = -Infinity;

  /** @param startMs how much of the total is done when the work begins */
  constructor(totalMs: number, startMs: number, tell: (progress: JobProgress) => void, now: () => number = () => performance.now()) {
    this.#totalMs = totalMs;
    this.#tell = tell;
    this.#now = now;
    this.#reached.push({ now: now(), doneMs: startMs });
  }

  /** `doneMs` of the total are done; `atMs` is where in the video that is. */
  at(doneMs: number, atMs = doneMs): void {
    if (this.#now() - this.#toldAt >= TELL_EVERY_MS) this.#say(doneMs, atMs);
  }

  /** All of it is done, whatever came last. */
  done(): void {
    this.#say(this.#totalMs, this.#totalMs);
  }

  #say(doneMs: number, atMs: number): void {
    const now = this.#now();
    this.#toldAt = now;
    this.#reached.push({ now, doneMs });
    while (this.#reached.length > 2 && now - this.#reached[1]!.now >= MEASURE_MS) this.#reached.shift();
    const since = this.#reached[0]!;
    const speed = now - since.now < KNOWN_AFTER_MS ? null : Math.max(0, doneMs - since.doneMs) / (now - since.now);
    const remainingMs = Math.max(0, this.#totalMs - doneMs);
    const leftMs = remainingMs === 0 ? 0 : speed === null || speed === 0 ? null : remainingMs / speed;
    this.#tell({ share: Math.min(1, Math.max(0, doneMs / Math.max(1, this.#totalMs))), atMs: Math.max(0, atMs), speed, leftMs });
  }
}
