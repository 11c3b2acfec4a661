import { type Box, type EmotionSample, type SampleState } from './emotion.ts';
import { lastAtOrBefore } from './time.ts';

/** The number of a state in `SampleColumns.state`. Stored numbers point into this list: states may be added at its end, never moved. */
export const SAMPLE_STATES = [
  'ok',
  'uncertain',
  'no-face',
  'several-faces',
  'poor-light',
  'too-small',
  'paused',
] as const satisfies readonly SampleState[];
/** In `label`: none. No model has that many classes. */
export const NO_LABEL = 255;
/** In `faceHeight`: none. */
export const NO_HEIGHT = -1;
/** In `expressivity`: none. */
export const NO_EXPRESSIVITY = -1;
/** Probabilities are kept in steps of a ten-thousandth. */
export const SCORE_SCALE = 10_000;
/** What `boxKind` says: a live call keeps no box; a recording's sample has one, or none because there is no face. */
export const BOX = { notKept: 0, none: 1, there: 2 } as const;

type Column = Float64Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
/** Names of the columns, and how many numbers each has a sample; `scores`: one per class. */
const WIDTHS = {
  atMs: 1,
  state: 1,
  label: 1,
  coverage: 1,
  faceHeight: 1,
  expressivity: 1,
  rawLabel: 1,
  rawScore: 1,
  hasRaw: 1,
  hasSmoothed: 1,
  raw: 'scores',
  smoothed: 'scores',
  boxKind: 1,
  box: 4,
} as const;
type ColumnName = keyof typeof WIDTHS;
const NAMES = Object.keys(WIDTHS) as ColumnName[];

/**
 * The samples of one participant as columns of numbers: the one shape in which many samples are stored, sent, summarised and drawn.
 * Single samples go in by `push` and come out by `at`, both as {@link EmotionSample}. The columns are longer than `length` and
 * are replaced when they grow, so read them from here each time.
 */
export class SampleColumns {
  /** The model's names of its classes, in the order of the scores. */
  readonly classes: readonly string[];
  /** Samples in use. */
  length = 0;
  /** In steps of 0.1 ms, which tells the frames of any camera apart. */
  atMs: Float64Array<ArrayBuffer>;
  /** An index into {@link SAMPLE_STATES}. */
  state: Uint8Array<ArrayBuffer>;
  /** An index into `classes`, or {@link NO_LABEL}. */
  label: Uint8Array<ArrayBuffer>;
  /** In ten-thousandths, as are all scores. */
  coverage: Uint16Array<ArrayBuffer>;
  /** In pixels, or {@link NO_HEIGHT}. */
  faceHeight: Int32Array<ArrayBuffer>;
  /** In ten-thousandths, or {@link NO_EXPRESSIVITY}. */
  expressivity: Int32Array<ArrayBuffer>;
  /** The leading class of the frame's own scores, and its score, also where the others were left behind; {@link NO_LABEL} and 0 where no face was classified. */
  rawLabel: Uint8Array<ArrayBuffer>;
  rawScore: Uint16Array<ArrayBuffer>;
  /** 1 where the sample has scores of its own frame, and of its window. */
  hasRaw: Uint8Array<ArrayBuffer>;
  hasSmoothed: Uint8Array<ArrayBuffer>;
  /** A row of one score per class. */
  raw: Uint16Array<ArrayBuffer>;
  smoothed: Uint16Array<ArrayBuffer>;
  /** See {@link BOX}. */
  boxKind: Uint8Array<ArrayBuffer>;
  /** Rows of x, y, width and height in tenths of a pixel. */
  box: Int32Array<ArrayBuffer>;

  constructor(classes: readonly string[], capacity = 8) {
    this.classes = classes;
    const scores = capacity * classes.length;
    this.atMs = new Float64Array(capacity);
    this.state = new Uint8Array(capacity);
    this.label = new Uint8Array(capacity);
    this.coverage = new Uint16Array(capacity);
    this.faceHeight = new Int32Array(capacity);
    this.expressivity = new Int32Array(capacity);
    this.rawLabel = new Uint8Array(capacity);
    this.rawScore = new Uint16Array(capacity);
    this.hasRaw = new Uint8Array(capacity);
    this.hasSmoothed = new Uint8Array(capacity);
    this.raw = new Uint16Array(scores);
    this.smoothed = new Uint16Array(scores);
    this.boxKind = new Uint8Array(capacity);
    this.box = new Int32Array(4 * capacity);
  }

  /** Throws RangeError where a sample does not fit the classes. */
  static of(classes: readonly string[], samples: readonly EmotionSample[]): SampleColumns {
    const columns = new SampleColumns(classes, Math.max(1, samples.length));
    for (const sample of samples) columns.push(sample);
    return columns;
  }

  /** Whether a sample has a score for each of these classes, and a label that is one of them. */
  static fits(classes: readonly string[], { raw, smoothed, label }: EmotionSample): boolean {
    const complete = (scores: readonly number[] | null) => scores === null || scores.length === classes.length;
    return complete(raw) && complete(smoothed) && (label === null || classes.includes(label));
  }

  /** Appends a sample, rounded as it is stored; amortised constant time. Throws RangeError where it does not fit the classes. */
  push(sample: EmotionSample): void {
    const { atMs, state, label, coverage, faceHeight, raw, smoothed, box, expressivity } = sample;
    if (!SampleColumns.fits(this.classes, sample))
      throw new RangeError(`A sample at ${String(atMs)} ms does not fit the classes ${this.classes.join(', ')}.`);
    this.reserve(this.length + 1);
    const row = this.length++;
    this.atMs[row] = Math.round(atMs * 10) / 10;
    this.state[row] = SAMPLE_STATES.indexOf(state);
    this.label[row] = label === null ? NO_LABEL : this.classes.indexOf(label);
    this.coverage[row] = toStep(coverage);
    this.faceHeight[row] = faceHeight === null ? NO_HEIGHT : Math.round(faceHeight);
    this.expressivity[row] = expressivity === undefined ? NO_EXPRESSIVITY : toStep(expressivity);
    this.hasRaw[row] = raw === null ? 0 : 1;
    this.hasSmoothed[row] = smoothed === null ? 0 : 1;
    const scores = row * this.classes.length;
    raw?.forEach((score, k) => {
      this.raw[scores + k] = toStep(score);
    });
    smoothed?.forEach((score, k) => {
      this.smoothed[scores + k] = toStep(score);
    });
    this.findRawLead(row);
    this.boxKind[row] = box === undefined ? BOX.notKept : box === null ? BOX.none : BOX.there;
    box?.forEach((value, k) => {
      this.box[4 * row + k] = Math.round(value * 10);
    });
  }

  /** One sample. Throws RangeError outside of the columns. */
  at(row: number): EmotionSample {
    if (!(row >= 0 && row < this.length)) throw new RangeError(`There is no sample ${String(row)} among ${String(this.length)}.`);
    const boxKind = this.boxKind[row];
    return {
      atMs: this.atMs[row]!,
      state: SAMPLE_STATES[this.state[row]!]!,
      label: this.classes[this.label[row]!] ?? null,
      coverage: this.coverage[row]! / SCORE_SCALE,
      faceHeight: this.faceHeight[row] === NO_HEIGHT ? null : this.faceHeight[row]!,
      raw: this.hasRaw[row] === 1 ? this.#scores(this.raw, row) : null,
      smoothed: this.smoothedAt(row),
      ...(this.expressivity[row] !== NO_EXPRESSIVITY && { expressivity: this.expressivity[row]! / SCORE_SCALE }),
      ...(boxKind !== BOX.notKept && { box: boxKind === BOX.none ? null : this.boxAt(row) }),
    };
  }

  /** The window's scores of one sample; null without any. */
  smoothedAt(row: number): number[] | null {
    return this.hasSmoothed[row] === 1 ? this.#scores(this.smoothed, row) : null;
  }

  /** Writes `rawLabel` and `rawScore`: the class with the highest raw score, the first of equal ones. */
  findRawLead(row: number): void {
    const start = row * this.classes.length;
    let lead = 0;
    for (let k = 1; k < this.classes.length; k++) if (this.raw[start + k]! > this.raw[start + lead]!) lead = k;
    const has = this.hasRaw[row] === 1 && this.classes.length > 0;
    this.rawLabel[row] = has ? lead : NO_LABEL;
    this.rawScore[row] = has ? this.raw[start + lead]! : 0;
  }

  /** In pixels; null where no face was seen, or none kept. */
  boxAt(row: number): Box | null {
    if (this.boxKind[row] !== BOX.there) return null;
    const from = 4 * row;
    return [this.box[from]! / 10, this.box[from + 1]! / 10, this.box[from + 2]! / 10, this.box[from + 3]! / 10];
  }

  /** Index of the last sample at or before `ms`, of samples in order; -1 if there is none. */
  indexAt(ms: number): number {
    return lastAtOrBefore(this.atMs, this.length, ms);
  }

  /** Appends the samples of others. They have the same classes, or no scores at all. */
  append(other: SampleColumns): void {
    const start = this.length;
    this.reserve(start + other.length);
    for (const name of NAMES) {
      const width = this.#width(name);
      if (width === other.#width(name)) this[name].set(other[name].subarray(0, other.length * width), start * width);
    }
    this.length += other.length;
  }

  /** Those samples that are wanted, in their order. */
  filter(wanted: (row: number) => boolean): SampleColumns {
    const rows: number[] = [];
    for (let row = 0; row < this.length; row++) if (wanted(row)) rows.push(row);
    return this.#pick(rows);
  }

  /** The same samples in the order of their times; these columns themselves where they are so already. */
  inOrder(): SampleColumns {
    const { atMs } = this;
    let sorted = true;
    for (let row = 1; row < this.length && sorted; row++) sorted = atMs[row - 1]! <= atMs[row]!;
    if (sorted) return this;
    return this.#pick(Array.from({ length: this.length }, (_, row) => row).sort((a, b) => atMs[a]! - atMs[b]!));
  }

  /** Makes room for so many samples in all. */
  reserve(length: number): void {
    if (length <= this.atMs.length) return;
    const capacity = Math.max(length, 2 * this.atMs.length);
    for (const name of NAMES) {
      const old: Column = this[name];
      const grown = new (old.constructor as new (size: number) => Column)(capacity * this.#width(name));
      grown.set(old);
      this[name] = grown as never;
    }
  }

  #pick(rows: readonly number[]): SampleColumns {
    const picked = new SampleColumns(this.classes, Math.max(1, rows.length));
    picked.length = rows.length;
    for (const name of NAMES) {
      const width = this.#width(name);
      rows.forEach((row, place) => {
        picked[name].set(this[name].subarray(row * width, (row + 1) * width), place * width);
      });
    }
    return picked;
  }

  #width(name: ColumnName): number {
    const width = WIDTHS[name];
    return width === 'scores' ? this.classes.length : width;
  }

  #scores(from: Uint16Array, row: number): number[] {
    const start = row * this.classes.length;
    return Array.from({ length: this.classes.length }, (_, k) => from[start + k]! / SCORE_SCALE);
  }
}

const toStep = (value: number) => Math.round(value * SCORE_SCALE);
