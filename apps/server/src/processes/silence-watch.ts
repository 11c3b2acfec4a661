/** So often is looked. */
const LOOK_MS = 250;

/**
 * Tells when another process has said nothing for too long, counting only time in which this one could have heard it. While this process is blocked,
 * suspended or the machine asleep, it hears nobody, however well they are; and what they said meanwhile is heard only after the timers had their turn.
 */
export class SilenceWatch {
  readonly #lookMs: number;
  readonly #timer: NodeJS.Timeout;
  #limitMs: number;
  #silentMs = 0;
  #lookedAt = performance.now();

  /** `onSilent` is told at every look, until the other is heard or the watch closed. */
  constructor(onSilent: (silentMs: number) => void, limitMs: number) {
    this.#limitMs = limitMs;
    this.#lookMs = Math.min(LOOK_MS, limitMs / 4);
    this.#timer = setInterval(() => {
      this.#look();
      if (this.#silentMs >= this.#limitMs) onSilent(this.#silentMs);
    }, this.#lookMs);
    this.#timer.unref();
  }

  /** How long the other has said nothing, as far as this process could have heard it. */
  get silentMs(): number {
    return this.#silentMs;
  }

  /** The other has said something. `limitMs`: how long it may be silent from now on, where that changes. */
  heard(limitMs = this.#limitMs): void {
    this.#limitMs = limitMs;
    this.#silentMs = 0;
    this.#lookedAt = performance.now();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Of a look that comes late no more counts than its usual time: the rest was this process's own. */
  #look(): void {
    const now = performance.now();
    this.#silentMs += Math.min(now - this.#lookedAt, this.#lookMs);
    this.#lookedAt = now;
  }
}
