import { EMOTIONS, emotionsOf } from '#contracts/emotion';
import { NO_EXPRESSIVITY, NO_LABEL, SAMPLE_STATES, type SampleColumns, SCORE_SCALE } from '#contracts/sample-columns';
import { lastAtOrBefore } from '#contracts/time';
import { codeOfState, NONE, placesIn } from './codes.ts';
import { Pyramid } from './pyramid.ts';

/** For each state's number in stored samples, its code here. */
const STATE_CODES = Uint8Array.from(SAMPLE_STATES, codeOfState);
const OK = codeOfState('ok');
/** Samples nearer than this are the same one: a stored time may have been rounded on its way. */
const SAME_MS = 1;

/**
 * The samples of one participant as they are drawn, in typed arrays in the order of time; appending is amortised constant time. Scores
 * are rows in the order of `classes`, whatever order the model has; classes that the model lacks stay 0.
 */
export class SampleStore {
  /** The names that people see: `EMOTIONS`, then the classes that only the samples' model has. Grows at the end, so that places stay. */
  classes: readonly string[] = EMOTIONS;
  /** Samples in use. */
  length = 0;
  atMs = new Float64Array(256);
  state = new Uint8Array(256);
  /** 1 where the sliding window holds an estimate. */
  estimate = new Uint8Array(256);
  /** Leading class of the window, and of the frame alone where that was `ok`, as an index into `classes`; `NONE` without. */
  label = new Uint8Array(256);
  rawLabel = new Uint8Array(256);
  coverage = new Float32Array(256);
  /** The leading probability of the frame alone; 0 where no face was classified. */
  rawScore = new Float32Array(256);
  /** 0-1; -1 where there is none. */
  expressivity = new Float32Array(256);
  smoothed = new Float32Array(256 * EMOTIONS.length);
  pyramid = new Pyramid(EMOTIONS.length);
  #intervals = 0;
  #intervalSumMs = 0;

  /**
   * Takes samples in any order and drops those it has. Later ones are appended; earlier ones (a history that arrives
   * after live samples) are merged, which costs a rebuild, as does a class that is new here.
   */
  add(samples: SampleColumns): void {
    this.#learn(samples.classes);
    const order = placesIn(this.classes, samples.classes);
    const sorted = samples.inOrder();
    const { atMs, length } = sorted;
    const last = this.lastMs;
    const fresh: number[] = [];
    let row = 0;
    for (; row < length && atMs[row]! < last + SAME_MS; row++) if (!this.#has(atMs[row]!)) fresh.push(row);
    if (fresh.length > 0) this.#merge(sorted, fresh, order);
    for (; row < length; row++) if (atMs[row]! >= this.lastMs + SAME_MS) this.#push(sorted, row, order);
  }

  /** The class with that place in `classes`; null for `NONE`. */
  classAt(code: number): string | null {
    return this.classes[code] ?? null;
  }

  /** The smoothed probability of a class in a row. */
  smoothedAt(row: number, code: number): number {
    return this.smoothed[row * this.classes.length + code]!;
  }

  /** Time of the last sample; -Infinity while empty. */
  get lastMs(): number {
    return this.length === 0 ? -Infinity : this.atMs[this.length - 1]!;
  }

  /** The usual distance of two samples. */
  get intervalMs(): number {
    return this.#intervals === 0 ? 200 : this.#intervalSumMs / this.#intervals;
  }

  /** Silence longer than this is a gap: nothing was estimated there. */
  get gapMs(): number {
    return Math.min(15_000, Math.max(1_000, 3 * this.intervalMs));
  }

  /** Index of the last sample at or before `ms`; -1 if there is none. */
  indexAt(ms: number): number {
    return lastAtOrBefore(this.atMs, this.length, ms);
  }

  /** Until when sample `index` speaks: the next one, or the end of what a gap allows. */
  endOf(index: number): number {
    const limit = this.atMs[index]! + this.gapMs;
    return index + 1 < this.length ? Math.min(this.atMs[index + 1]!, limit) : limit;
  }

  #learn(classes: readonly string[]): void {
    const names = emotionsOf([...this.classes, ...classes]);
    const [before, width] = [this.classes.length, names.length];
    if (width === before) return;
    const old = this.smoothed;
    this.classes = names;
    this.smoothed = new Float32Array(this.atMs.length * width);
    for (let row = 0; row < this.length; row++) this.smoothed.set(old.subarray(row * before, (row + 1) * before), row * width);
    this.#indexAll();
  }

  #has(ms: number): boolean {
    const index = this.indexAt(ms);
    return (index >= 0 && ms - this.atMs[index]! < SAME_MS) || (index + 1 < this.length && this.atMs[index + 1]! - ms < SAME_MS);
  }

  #push(samples: SampleColumns, from: number, order: Uint8Array): void {
    const row = this.length;
    const atMs = samples.atMs[from]!;
    if (row === this.atMs.length) this.#grow();
    if (row > 0) this.#countInterval(atMs - this.atMs[row - 1]!);
    this.length += 1;
    this.atMs[row] = atMs;
    this.state[row] = STATE_CODES[samples.state[from]!]!;
    this.estimate[row] = samples.hasSmoothed[from]!;
    this.coverage[row] = samples.coverage[from]! / SCORE_SCALE;
    this.rawScore[row] = samples.rawScore[from]! / SCORE_SCALE;
    const expressivity = samples.expressivity[from]!;
    this.expressivity[row] = expressivity === NO_EXPRESSIVITY ? -1 : expressivity / SCORE_SCALE;
    this.rawLabel[row] = this.state[row] === OK ? place(order, samples.rawLabel[from]!) : NONE;
    const lead = this.#writeSmoothed(row, samples, from, order);
    this.label[row] = samples.label[from] === NO_LABEL ? lead : place(order, samples.label[from]!);
    this.#index(row);
  }

  /** In display order; returns the leading class, `NONE` without scores. */
  #writeSmoothed(row: number, samples: SampleColumns, from: number, order: Uint8Array): number {
    const width = this.classes.length;
    const start = row * width;
    this.smoothed.fill(0, start, start + width);
    if (samples.hasSmoothed[from] !== 1) return NONE;
    let lead = NONE;
    let best = -1;
    for (let k = 0; k < order.length; k++) {
      const score = samples.smoothed[from * order.length + k]!;
      this.smoothed[start + order[k]!]! += score / SCORE_SCALE;
      if (score <= best) continue;
      best = score;
      lead = order[k]!;
    }
    return lead;
  }

  #index(row: number): void {
    this.pyramid.add(
      { atMs: this.atMs[row]!, estimate: this.estimate[row] === 1, state: this.state[row]!, rawLabel: this.rawLabel[row]! },
      this.smoothed,
      row,
    );
  }

  #countInterval(ms: number): void {
    if (ms > 6_000) return;
    this.#intervals += 1;
    this.#intervalSumMs += ms;
  }

  #merge(samples: SampleColumns, fresh: readonly number[], order: Uint8Array): void {
    const old = this.length;
    for (const from of fresh) this.#push(samples, from, order);
    const rows = Array.from({ length: this.length }, (_, row) => row);
    const atMs = this.atMs;
    rows.sort((a, b) => atMs[a]! - atMs[b]!);
    // Within `fresh` itself two samples may be the same one.
    const kept = rows.filter((row, at) => row < old || at === 0 || atMs[row]! - atMs[rows[at - 1]!]! >= SAME_MS);
    this.#reorder(kept);
  }

  #reorder(rows: readonly number[]): void {
    const size = Math.max(256, 2 ** Math.ceil(Math.log2(Math.max(1, rows.length))));
    const pick = <A extends Float64Array | Float32Array | Uint8Array>(from: A, to: A, width: number): A => {
      rows.forEach((row, at) => {
        to.set(from.subarray(row * width, (row + 1) * width), at * width);
      });
      return to;
    };
    this.atMs = pick(this.atMs, new Float64Array(size), 1);
    this.state = pick(this.state, new Uint8Array(size), 1);
    this.estimate = pick(this.estimate, new Uint8Array(size), 1);
    this.label = pick(this.label, new Uint8Array(size), 1);
    this.rawLabel = pick(this.rawLabel, new Uint8Array(size), 1);
    this.coverage = pick(this.coverage, new Float32Array(size), 1);
    this.rawScore = pick(this.rawScore, new Float32Array(size), 1);
    this.expressivity = pick(this.expressivity, new Float32Array(size), 1);
    this.smoothed = pick(this.smoothed, new Float32Array(size * this.classes.length), this.classes.length);
    this.length = rows.length;
    this.#indexAll();
  }

  #indexAll(): void {
    this.#intervals = 0;
    this.#intervalSumMs = 0;
    this.pyramid = new Pyramid(this.classes.length);
    for (let row = 0; row < this.length; row++) {
      if (row > 0) this.#countInterval(this.atMs[row]! - this.atMs[row - 1]!);
      this.#index(row);
    }
  }

  #grow(): void {
    const size = this.atMs.length * 2;
    const longer = <A extends Float64Array | Float32Array | Uint8Array>(old: A, grown: A): A => {
      grown.set(old);
      return grown;
    };
    this.atMs = longer(this.atMs, new Float64Array(size));
    this.state = longer(this.state, new Uint8Array(size));
    this.estimate = longer(this.estimate, new Uint8Array(size));
    this.label = longer(this.label, new Uint8Array(size));
    this.rawLabel = longer(this.rawLabel, new Uint8Array(size));
    this.coverage = longer(this.coverage, new Float32Array(size));
    this.rawScore = longer(this.rawScore, new Float32Array(size));
    this.expressivity = longer(this.expressivity, new Float32Array(size));
    this.smoothed = longer(this.smoothed, new Float32Array(size * this.classes.length));
  }
}

/** A class of the model as an index into `classes`. */
const place = (order: Uint8Array, label: number): number => (label === NO_LABEL ? NONE : order[label]!);
