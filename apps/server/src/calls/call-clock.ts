import { performance } from 'node:perf_hooks';

/** A call's one clock: milliseconds since it became live, never going back while the server runs. */
export class CallClock {
  readonly #zero: number;

  /** `elapsedMs`: how long the call has been live already, above zero after a restart of the server. */
  constructor(elapsedMs = 0) {
    this.#zero = performance.now() - Math.max(0, elapsedMs);
  }

  nowMs(): number {
    return performance.now() - this.#zero;
  }
}
