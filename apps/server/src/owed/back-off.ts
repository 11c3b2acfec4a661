const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/** How long to leave a database alone that has just failed: twice as long each time, up to ten seconds. Shared by all that wait for it. */
export class BackOff {
  #delayMs = 0;
  #waiting: Promise<void> | null = null;
  #go: () => void = () => undefined;

  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  /** Resolves when the next try may begin. */
  async wait(): Promise<void> {
    if (this.#waiting !== null) await this.#waiting;
  }

  failed(): void {
    this.#delayMs = Math.min(LONGEST_MS, Math.max(FIRST_MS, this.#delayMs * 2));
    if (this.#waiting !== null) return;
    this.#waiting = new Promise((resolve) => {
      const timer = setTimeout(() => this.#go(), this.#delayMs).unref();
      this.#go = () => {
        clearTimeout(timer);
        this.#waiting = null;
        resolve();
      };
    });
  }

  succeeded(): void {
    this.#delayMs = 0;
    this.tryNow();
  }

  tryNow(): void {
    this.#go();
  }
}
