import { EMOTIONS } from '#contracts/emotion';
import { NONE } from './codes.ts';

const CLASSES = EMOTIONS.length;
const BASE_MS = 400;
const LEVELS = 15;

/** `state`, `rawLabel`: codes; `rawLabel` is `NONE` unless the frame was `ok`. */
export interface PyramidSample {
  atMs: number;
  estimate: boolean;
  state: number;
  rawLabel: number;
}

/** Buckets of one width, aligned to multiples of it, so that a bucket never changes its samples when the view moves. */
export class PyramidLevel {
  readonly widthMs: number;
  /** Buckets in use. */
  length = 0;
  samples = new Uint32Array(64);
  /** How many of the samples had an estimate. */
  estimates = new Uint32Array(64);
  /** Sums over the samples with an estimate, a row of eight a bucket, in the order of `EMOTIONS`. */
  smoothed = new Float64Array(64 * CLASSES);
  /** Of how many frames each class was the leading one. */
  leads = new Uint32Array(64 * CLASSES);
  /** The state of the last sample without an estimate; `NONE` where every sample had one. */
  state = new Uint8Array(64).fill(NONE);

  constructor(widthMs: number) {
    this.widthMs = widthMs;
  }

  /** Adds a sample, whose scores are row `row` of `smoothed`. Amortised constant time. */
  add({ atMs, estimate, state, rawLabel }: PyramidSample, smoothed: Float32Array, row: number): void {
    const bucket = Math.floor(atMs / this.widthMs);
    if (bucket >= this.samples.length) this.#grow(bucket + 1);
    if (bucket >= this.length) this.length = bucket + 1;
    this.samples[bucket]! += 1;
    if (estimate) this.estimates[bucket]! += 1;
    else this.state[bucket] = state;
    const to = bucket * CLASSES;
    const from = row * CLASSES;
    if (rawLabel !== NONE) this.leads[to + rawLabel]! += 1;
    if (estimate) for (let k = 0; k < CLASSES; k++) this.smoothed[to + k]! += smoothed[from + k]!;
  }

  clear(): void {
    this.length = 0;
    for (const array of [this.samples, this.estimates, this.smoothed, this.leads]) array.fill(0);
    this.state.fill(NONE);
  }

  #grow(needed: number): void {
    let capacity = this.samples.length;
    while (capacity < needed) capacity *= 2;
    const longer = <A extends Uint32Array | Float64Array | Uint8Array>(old: A, grown: A): A => {
      grown.set(old);
      return grown;
    };
    this.samples = longer(this.samples, new Uint32Array(capacity));
    this.estimates = longer(this.estimates, new Uint32Array(capacity));
    this.smoothed = longer(this.smoothed, new Float64Array(capacity * CLASSES));
    this.leads = longer(this.leads, new Uint32Array(capacity * CLASSES));
    this.state = longer(this.state, new Uint8Array(capacity).fill(NONE));
  }
}

/** Sums of the samples at widths of 400 ms, 800 ms, … up to hours, kept as samples arrive: any zoom draws in time proportional to its pixels. */
export class Pyramid {
  readonly levels: readonly PyramidLevel[] = Array.from({ length: LEVELS }, (_, k) => new PyramidLevel(BASE_MS * 2 ** k));

  add(sample: PyramidSample, smoothed: Float32Array, row: number): void {
    for (const level of this.levels) level.add(sample, smoothed, row);
  }

  clear(): void {
    for (const level of this.levels) level.clear();
  }

  /** The finest level whose buckets are at least `widthMs` wide; null if even single samples are wider than that. */
  levelFor(widthMs: number, sampleIntervalMs: number): PyramidLevel | null {
    if (widthMs < 2 * sampleIntervalMs) return null;
    return this.levels.find((level) => level.widthMs >= widthMs) ?? this.levels.at(-1) ?? null;
  }
}
