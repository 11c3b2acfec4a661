import type { JobProgress } from '#contracts/recording';

const EVERY_MS = 250;
/** Before that, speed and time left are guesses that jump. */
const KNOWN_AFTER_MS = 1_000;

/** Tells of a job's progress through so much video, at most four times a second. */
export class Progress {
  readonly #totalMs: number;
  readonly #tell: (progress: JobProgress) => void;
  readonly #now: () => number;
  readonly #startedAt: number;
  #toldAt = -Infinity;

  constructor(totalMs: number, tell: (progress: JobProgress) => void, now: () => number = () => performance.now()) {
    this.#totalMs = totalMs;
    this.#tell = tell;
    this.#now = now;
    this.#startedAt = now();
  }

  /** `doneMs` of the total are done; `atMs` is where in the video that is. */
  at(doneMs: number, atMs = doneMs): void {
    if (this.#now() - this.#toldAt < EVERY_MS) return;
    this.#say(Math.min(1, Math.max(0, doneMs / Math.max(1, this.#totalMs))), doneMs, atMs);
  }

  done(): void {
    this.#say(1, this.#totalMs, this.#totalMs);
  }

  #say(share: number, doneMs: number, atMs: number): void {
    const now = this.#now();
    this.#toldAt = now;
    const spentMs = now - this.#startedAt;
    const speed = spentMs < KNOWN_AFTER_MS ? null : doneMs / spentMs;
    const leftMs = speed === null || speed === 0 ? null : Math.max(0, (this.#totalMs - doneMs) / speed);
    this.#tell({ share, atMs: Math.max(0, atMs), speed, leftMs: share === 1 ? 0 : leftMs });
  }
}
