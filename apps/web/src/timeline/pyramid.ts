import { NONE } from './codes.ts';

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
  readonly classes: number;
  /** Buckets in use. */
  length = 0;
  samples = new Uint32Array(64);
  /** How many of the samples had an estimate. */
  estimates = new Uint32Array(64);
  /** Sums over the samples with an estimate, a row a bucket, a class each. */
  smoothed: Float64Array;
  /** Of how many frames each class was the leading one. */
  leads: Uint32Array;
  /** The state of the last sample without an estimate; `NONE` where every sample had one. */
  state = new Uint8Array(64).fill(NONE);

  constructor(widthMs: number, classes: number) {
    this.widthMs = widthMs;
    this.classes = classes;
    this.smoothed = new Float64Array(64 * classes);
    this.leads = new Uint32Array(64 * classes);
  }

  /** Adds a sample, whose scores are row `row` of `smoothed`. Amortised constant time. */
  add({ atMs, estimate, state, rawLabel }: PyramidSample, smoothed: Float32Array, row: number): void {
    const bucket = Math.floor(atMs / this.widthMs);
    if (bucket >= this.samples.length) this.#grow(bucket + 1);
    if (bucket >= this.length) this.length = bucket + 1;
    this.samples[bucket]! += 1;
    if (estimate) this.estimates[bucket]! += 1;
    else this.state[bucket] = state;
    const { classes } = this;
    const to = bucket * classes;
    const from = row * classes;
    if (rawLabel !== NONE) this.leads[to + rawLabel]! += 1;
    if (estimate) for (let k = 0; k < classes; k++) this.smoothed[to + k]! += smoothed[from + k]!;
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
    this.smoothed = longer(this.smoothed, new Float64Array(capacity * this.classes));
    this.leads = longer(this.leads, new Uint32Array(capacity * this.classes));
    this.state = longer(this.state, new Uint8Array(capacity).fill(NONE));
  }
}

/** Sums of the samples at widths of 400 ms, 800 ms, … up to hours, kept as samples arrive: any zoom draws in time proportional to its pixels. */
export class Pyramid {
  readonly levels: readonly PyramidLevel[];

  /** @param classes how many scores a sample has */
  constructor(classes: number) {
    this.levels = Array.from({ length: LEVELS }, (_, k) => new PyramidLevel(BASE_MS * 2 ** k, classes));
  }

  add(sample: PyramidSample, smoothed: Float32Array, row: number): void {
    for (const level of this.levels) level.add(sample, smoothed, row);
  }

  /** The finest level whose buckets are at least `widthMs` wide; null if even single samples are wider than that. */
  levelFor(widthMs: number, sampleIntervalMs: number): PyramidLevel | null {
    if (widthMs < 2 * sampleIntervalMs) return null;
    return this.levels.find((level) => level.widthMs >= widthMs) ?? this.levels.at(-1) ?? null;
  }
}
