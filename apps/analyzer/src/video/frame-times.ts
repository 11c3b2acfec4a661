import { AV_NOPTS_VALUE } from 'node-av/constants';

export interface Clock {
  /** The container's time, in milliseconds, at which the video's clock is zero. */
  readonly originMs: number;
  /** Milliseconds that a tick of the stream's time stamps takes. */
  readonly tickMs: number;
  /** From a frame to the next where the time stamps do not say. */
  readonly stepMs: number;
  /** No frame is later than this. */
  readonly endMs: number;
}

/** When frames are shown, in milliseconds since the video's start: by their time stamps where those make sense; always growing. */
export class FrameTimes {
  readonly #clock: Clock;
  #last: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(timestamp: bigint): number {
    const { originMs, tickMs, stepMs, endMs } = this.#clock;
    const stated = timestamp === AV_NOPTS_VALUE ? null : Number(timestamp) * tickMs - originMs;
    const last = this.#last;
    // A first frame before zero (negative time stamps) is at zero.
    if (last === null) return (this.#last = stated === null || stated > endMs ? 0 : Math.max(0, stated));
    return (this.#last = stated !== null && stated > last && stated <= endMs ? stated : last + stepMs);
  }
}
