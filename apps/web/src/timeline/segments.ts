import { type SampleState } from '#contracts/emotion';
import { NONE, stateOfCode } from './codes.ts';
import { type Range } from './range.ts';
import { type SampleStore } from './sample-store.ts';

/** A stretch in which one label leads, or in which there is no estimate for one reason (`no-data`: no sample at all). */
export interface TimelineSegment {
  readonly startMs: number;
  readonly endMs: number;
  readonly label: string | null;
  readonly state: SampleState | 'no-data';
  /** Mean smoothed probability of the label; null without one. */
  readonly probability: number | null;
}

interface Growing {
  startMs: number;
  endMs: number;
  label: number;
  state: number;
  sum: number;
  ms: number;
}

/** The segments of a range in the order of time; together they cover it from the first moment to the last. */
export function segmentsIn(store: SampleStore, range: Range): TimelineSegment[] {
  const found: TimelineSegment[] = [];
  let open = null as Growing | null;
  let reached = range.fromMs;
  const close = () => {
    if (open !== null) found.push(finished(open, store.classAt(open.label)));
    open = null;
  };
  const last = store.indexAt(range.toMs);
  for (let row = Math.max(0, store.indexAt(range.fromMs)); row <= last; row++) {
    const startMs = Math.max(range.fromMs, store.atMs[row]!);
    const endMs = Math.min(range.toMs, store.endOf(row));
    if (endMs <= startMs) continue;
    if (startMs - reached >= 1) {
      close();
      found.push(noData(reached, startMs));
    }
    reached = endMs;
    const label = store.estimate[row] === 1 ? store.label[row]! : NONE;
    const state = label === NONE ? store.state[row]! : NONE;
    if (open?.label !== label || open.state !== state) {
      close();
      open = { startMs, endMs, label, state, sum: 0, ms: 0 };
    }
    open.endMs = endMs;
    open.ms += endMs - startMs;
    if (label !== NONE) open.sum += store.smoothedAt(row, label) * (endMs - startMs);
  }
  close();
  if (range.toMs - reached >= 1) found.push(noData(reached, range.toMs));
  return found;
}

function finished(open: Growing, label: string | null): TimelineSegment {
  const state = label === null ? (stateOfCode(open.state) ?? 'no-data') : 'ok';
  return {
    startMs: open.startMs,
    endMs: open.endMs,
    label,
    state,
    probability: label === null || open.ms === 0 ? null : open.sum / open.ms,
  };
}

function noData(startMs: number, endMs: number): TimelineSegment {
  return { startMs, endMs, label: null, state: 'no-data', probability: null };
}

/** What the timeline says at one moment; `scores` by class, null without an estimate. */
export interface Reading {
  readonly label: string | null;
  readonly state: SampleState | 'no-data';
  readonly scores: ReadonlyMap<string, number> | null;
  readonly raw: string | null;
  readonly coverage: number;
}

export function readingAt(store: SampleStore, ms: number): Reading {
  const row = store.indexAt(ms);
  if (row < 0 || ms >= store.endOf(row)) return { label: null, state: 'no-data', scores: null, raw: null, coverage: 0 };
  const estimate = store.estimate[row] === 1;
  return {
    label: estimate ? store.classAt(store.label[row]!) : null,
    state: stateOfCode(store.state[row]!) ?? 'no-data',
    scores: estimate ? new Map(store.classes.map((name, code) => [name, store.smoothedAt(row, code)])) : null,
    raw: store.classAt(store.rawLabel[row]!),
    coverage: store.coverage[row]!,
  };
}
