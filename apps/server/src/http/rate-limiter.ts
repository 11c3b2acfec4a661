/** Counts events per key in a sliding time span, in memory. */
export class RateLimiter {
  readonly #times = new Map<string, number[]>();

  constructor(private readonly max: number, private readonly spanMs: number, private readonly now: () => number = Date.now) {}

  /** Whether the key has used up its events. */
  exceeded(key: string): boolean {
    return this.#recent(key).length >= this.max;
  }

  /** Counts one event. Returns false if it is one too many. */
  take(key: string): boolean {
    if (this.exceeded(key)) return false;
    this.#times.set(key, [...this.#recent(key), this.now()]);
    if (this.#times.size > 10_000) this.#sweep();
    return true;
  }

  reset(key: string): void {
    this.#times.delete(key);
  }

  #recent(key: string): number[] {
    const since = this.now() - this.spanMs;
    return (this.#times.get(key) ?? []).filter((time) => time > since);
  }

  #sweep(): void {
    for (const key of this.#times.keys()) if (this.#recent(key).length === 0) this.#times.delete(key);
  }
}
