/** There is no room for more work; try again later. */
export class QueueFull extends Error {
  override name = 'QueueFull';
}

export interface QueueLimits {
  atOnce: number;
  waitingPerKey: number;
  waiting: number;
}

/**
 * Lets so much work run at once. What waits is taken in turns by key, so that one account's ten files do not stand before another's one.
 */
export class FairQueue {
  readonly #limits: QueueLimits;
  /** By key; in the order in which the keys are served next. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #running = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Runs `work` when its turn comes. Throws {@link QueueFull} at once where too much waits, and what `work` throws. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    await this.#turn(key);
    try {
      return await work();
    } finally {
      this.#running--;
      this.#next();
    }
  }

  #turn(key: string): Promise<void> {
    if (this.#running < this.#limits.atOnce) {
      this.#running++;
      return Promise.resolve();
    }
    const own = this.#waiting.get(key) ?? [];
    const all = [...this.#waiting.values()].reduce((sum, { length }) => sum + length, 0);
    if (own.length >= this.#limits.waitingPerKey || all >= this.#limits.waiting) return Promise.reject(new QueueFull());
    return new Promise((resolve) => {
      own.push(resolve);
      this.#waiting.set(key, own);
    });
  }

  #next(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    const [key, own] = first;
    const start = own.shift();
    // To the end of the line, where there is more of it.
    this.#waiting.delete(key);
    if (own.length > 0) this.#waiting.set(key, own);
    this.#running++;
    start?.();
  }
}
