const WINDOW_MS = 8_000;
/** A speed told earlier jumps about. */
const FROM_MS = 800;

/** The mean speed of the last seconds. */
export class Speedometer {
  #marks: { atMs: number; bytes: number }[] = [];

  /** Forgets what was: before a pause, the time did not count. */
  reset(): void {
    this.#marks = [];
  }

  mark(atMs: number, bytes: number): void {
    this.#marks.push({ atMs, bytes });
    while (this.#marks.length > 2 && (this.#marks[1]?.atMs ?? atMs) < atMs - WINDOW_MS) this.#marks.shift();
  }

  /** Bytes a second; null until enough is known. */
  get perSecond(): number | null {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (first === undefined || last === undefined || last.atMs - first.atMs < FROM_MS) return null;
    return (Math.max(0, last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1_000;
  }
}
