import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { TooManyTries } from './too-many.ts';

export interface LimitOptions {
  /** How many events may happen … */
  points: number;
  /** … in this time, counted from the first. */
  seconds: number;
}

/** How often something may happen, by a key such as an address or an account. */
export class Limit {
  readonly #limiter: RateLimiterAbstract;

  constructor(limiter: RateLimiterAbstract) {
    this.#limiter = limiter;
  }

  /** One of this process alone. A restart forgets. */
  static inMemory({ points, seconds }: LimitOptions): Limit {
    return new Limit(new RateLimiterMemory({ points, duration: seconds }));
  }

  /** Counts one. Throws {@link TooManyTries} if it is one too many. */
  async take(key: string): Promise<void> {
    const waitMs = await this.tryTake(key);
    if (waitMs > 0) throw new TooManyTries(waitMs);
  }

  /** Counts one. Returns how many milliseconds to wait if it is one too many, else 0. */
  async tryTake(key: string): Promise<number> {
    try {
      await this.#limiter.consume(key);
      return 0;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      return Math.max(1, error.msBeforeNext);
    }
  }

  /** Counts one less: what was counted turned out to be welcome. */
  async giveBack(key: string): Promise<void> {
    await this.#limiter.reward(key);
  }

  async forget(key: string): Promise<void> {
    await this.#limiter.delete(key);
  }
}
