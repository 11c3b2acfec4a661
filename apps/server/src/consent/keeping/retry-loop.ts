const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Tries again what is owed until nothing is: a round at a time, further and further apart while rounds fail, so that a database
 * that is down is not stormed. `round` answers whether everything is done.
 */
export class RetryLoop {
  readonly #round: () => Promise<boolean>;
  #timer: NodeJS.Timeout | null = null;
  #delayMs = FIRST_MS;
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(round: () => Promise<boolean>) {
    this.#round = round;
  }

  /** Something is owed: a round follows. */
  wake(): void {
    if (this.#stopped || this.#timer !== null || this.#running !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#run();
    }, this.#delayMs);
  }

  /** Something was stored again: no reason to wait long for the rest. */
  hurry(): void {
    if (this.#timer === null || this.#delayMs === FIRST_MS) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#delayMs = FIRST_MS;
    this.wake();
  }

  /** One more round at once, and none after it. Waits no longer than `withinMs`. */
  async finish(withinMs: number): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer ?? undefined);
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    const lastRound = (this.#running ?? Promise.resolve()).then(() => this.#round().catch(() => false));
    await Promise.race([lastRound, deadline]);
    clearTimeout(timer);
  }

  #run(): Promise<void> {
    this.#running = this.#round()
      .catch(() => false)
      .then((done) => {
        this.#running = null;
        this.#delayMs = done ? FIRST_MS : Math.min(this.#delayMs * 2, LONGEST_MS);
        if (!done) this.wake();
      });
    return this.#running;
  }
}
