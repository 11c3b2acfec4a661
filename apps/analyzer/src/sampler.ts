/** How many pictures' times the frame rate is measured over, at most, and for how long. */
const RATE_PICTURES = 60;
const RATE_MS = 2_000;
/** A longer silence is no frame rate: the track was paused or its layer switched. */
const SILENCE_MS = 1_000;
/** Samples a second while no face is seen: a person who comes back is noticed within half a second. */
const IDLE_SAMPLES_PER_SECOND = 2;

export interface SamplerOptions {
  /** Wanted samples a second; "every Nth frame" follows from it and the measured frame rate. */
  samplesPerSecond: number;
  /** Every Nth frame whatever the frame rate, where set. */
  everyNth?: number;
}

/**
 * Chooses every Nth frame. N follows the measured frame rate and need not be whole: of 7.5 frames a second, 5 samples
 * a second are two of every three frames.
 */
export class Sampler {
  readonly #options: SamplerOptions;
  readonly #times: number[] = [];
  /** True while there is nobody to see, and a lower rate does; "every Nth frame" stays, where it was asked for. */
  idle = false;
  /** Share of a sample that the frames since the last one have earned. */
  #credit = 1;

  constructor(options: SamplerOptions) {
    this.#options = options;
  }

  /** Frames a second over the last two seconds; null until there are enough to tell. */
  get frameRate(): number | null {
    const first = this.#times[0];
    const last = this.#times.at(-1);
    if (first === undefined || last === undefined || last - first < RATE_MS / 4) return null;
    return ((this.#times.length - 1) * 1_000) / (last - first);
  }

  /** Whether the frame received at `now`, in milliseconds, is to be sampled. */
  due(now: number): boolean {
    const last = this.#times.at(-1);
    const first = last === undefined || now - last > SILENCE_MS;
    if (first) this.restart();
    this.#times.push(now);
    while (this.#times.length > RATE_PICTURES || now - (this.#times[0] ?? now) > RATE_MS) this.#times.shift();
    if (!first) this.#credit = Math.min(this.#credit + this.#earned(now - last), 2);
    // The tolerance keeps sums of thirds and the like from missing their frame.
    if (this.#credit < 1 - 1e-6) return false;
    this.#credit -= 1;
    return true;
  }

  /** Forgets the frame rate; the next frame is sampled. */
  restart(): void {
    this.#times.length = 0;
    this.#credit = 1;
  }

  #earned(sinceLastMs: number): number {
    const { everyNth } = this.#options;
    if (everyNth !== undefined) return 1 / everyNth;
    const samplesPerSecond = this.idle ? Math.min(IDLE_SAMPLES_PER_SECOND, this.#options.samplesPerSecond) : this.#options.samplesPerSecond;
    const rate = this.frameRate;
    const perFrame = rate === null ? (sinceLastMs * samplesPerSecond) / 1_000 : samplesPerSecond / rate;
    return Math.min(1, perFrame);
  }
}
