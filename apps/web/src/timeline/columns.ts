import { EMOTIONS } from '#contracts/emotion';
import { NONE } from './codes.ts';
import { type PyramidLevel } from './pyramid.ts';
import { type Range, spanOf } from './range.ts';
import { type SampleStore } from './sample-store.ts';

/** What is drawn for a visible range: at most about one column per CSS pixel, in the order of time. Reused from frame to frame. */
export class Columns {
  length = 0;
  /** What the rows of `stack` are of, from the bottom up. */
  classes: readonly string[] = EMOTIONS;
  startMs = new Float64Array(256);
  endMs = new Float64Array(256);
  /** 1: an estimate. 0: samples, but none of them an estimate. */
  estimate = new Uint8Array(256);
  /** Why there is no estimate; `NONE` with one. */
  state = new Uint8Array(256);
  /** Leading class of the single frames, as an index into `classes`; `NONE` without a classified face. */
  rawLead = new Uint8Array(256);
  /** Upper edges of the stacked classes, 0-1, a row a column; the last is 1 with an estimate. */
  stack = new Float32Array(256 * EMOTIONS.length);

  /** Empties it for columns of these classes. */
  reset(classes: readonly string[]): void {
    this.length = 0;
    if (classes.length !== this.classes.length) this.stack = new Float32Array(this.startMs.length * classes.length);
    this.classes = classes;
  }

  /** Appends a column; its row of `stack` is filled by the caller. */
  push(startMs: number, endMs: number, estimate: boolean, state: number): number {
    if (this.length === this.startMs.length) this.#grow();
    const column = this.length++;
    this.startMs[column] = startMs;
    this.endMs[column] = endMs;
    this.estimate[column] = estimate ? 1 : 0;
    this.state[column] = estimate ? NONE : state;
    return column;
  }

  #grow(): void {
    const size = this.startMs.length * 2;
    const grown = { startMs: new Float64Array(size), endMs: new Float64Array(size), stack: new Float32Array(size * this.classes.length) };
    grown.startMs.set(this.startMs);
    grown.endMs.set(this.endMs);
    grown.stack.set(this.stack);
    Object.assign(this, grown);
    for (const name of ['estimate', 'state', 'rawLead'] as const) {
      const bytes = new Uint8Array(size);
      bytes.set(this[name]);
      this[name] = bytes;
    }
  }
}

/**
 * Fills `into` with the columns of `range` for a plot `pixels` CSS pixels wide. Close up, a column is a sample; from
 * afar it is a bucket of the pyramid, whose estimate is the mean of its samples' estimates, and which counts as an estimate
 * if at least half of its samples do. A stretch without any sample yields no column.
 */
export function columnsIn(store: SampleStore, range: Range, pixels: number, into: Columns): Columns {
  into.reset(store.classes);
  if (store.length === 0 || pixels <= 0) return into;
  const level = store.pyramid.levelFor(spanOf(range) / pixels, store.intervalMs);
  if (level === null) fromSamples(store, range, into);
  else fromBuckets(level, range, store.lastMs, into);
  return into;
}

function fromSamples(store: SampleStore, range: Range, into: Columns): void {
  // One more on either side, so that lines run out of the picture rather than end at its edge.
  const first = Math.max(0, store.indexAt(range.fromMs) - 1);
  const last = Math.min(store.length - 1, store.indexAt(range.toMs) + 1);
  for (let row = first; row <= last; row++) {
    const estimate = store.estimate[row] === 1;
    const column = into.push(store.atMs[row]!, store.endOf(row), estimate, store.state[row]!);
    into.rawLead[column] = store.rawLabel[row]!;
    cumulate(into, column, store.smoothed, row, estimate);
  }
}

function fromBuckets(level: PyramidLevel, range: Range, lastMs: number, into: Columns): void {
  const first = Math.max(0, Math.floor(range.fromMs / level.widthMs) - 1);
  const last = Math.min(level.length - 1, Math.ceil(range.toMs / level.widthMs) + 1);
  for (let bucket = first; bucket <= last; bucket++) {
    const samples = level.samples[bucket]!;
    if (samples === 0) continue;
    const estimate = 2 * level.estimates[bucket]! >= samples;
    const startMs = bucket * level.widthMs;
    // The last bucket is still filling; it must not reach beyond now.
    const column = into.push(startMs, Math.min(startMs + level.widthMs, Math.max(lastMs, startMs)), estimate, level.state[bucket]!);
    into.rawLead[column] = leadOf(level.leads, bucket, level.classes);
    cumulate(into, column, level.smoothed, bucket, estimate);
  }
}

function cumulate(into: Columns, column: number, scores: Float32Array | Float64Array, row: number, estimate: boolean): void {
  const width = into.classes.length;
  const to = column * width;
  const from = row * width;
  let total = 0;
  for (let k = 0; k < width; k++) total += scores[from + k]!;
  let sum = 0;
  for (let k = 0; k < width; k++) {
    sum += scores[from + k]!;
    into.stack[to + k] = estimate && total > 0 ? sum / total : 0;
  }
}

function leadOf(scores: Uint32Array, row: number, width: number): number {
  const from = row * width;
  let lead = NONE;
  let best = 0;
  for (let k = 0; k < width; k++) {
    if (scores[from + k]! > best) {
      best = scores[from + k]!;
      lead = k;
    }
  }
  return lead;
}

/** Calls `visit` for every run of columns that touch and have estimates: first and last column of the run. */
export function eachRun(columns: Columns, visit: (first: number, last: number) => void): void {
  let first = -1;
  for (let column = 0; column <= columns.length; column++) {
    const inside = column < columns.length && columns.estimate[column] === 1;
    const touches = first >= 0 && column > first && inside && columns.startMs[column]! - columns.endMs[column - 1]! < 1;
    if (first >= 0 && !touches) {
      visit(first, column - 1);
      first = -1;
    }
    if (inside && first < 0) first = column;
  }
}
