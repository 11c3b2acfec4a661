import { emotionOf } from '#contracts/emotion';
import type { Segment } from '#contracts/summary';
import type { TruthSegment } from './truth-video.ts';

export interface Score {
  /** Share of the known segments' time that lies in segments found with the right label. */
  rightTime: number;
  /** How far each change lies from the known one, where it was found. */
  borderErrorsMs: number[];
  /** Known changes without one found within a second. */
  missed: number;
}

const FIND_WITHIN_MS = 1_000;

/** The segments found against those known. */
export function scoreSegments(truth: readonly TruthSegment[], found: readonly Segment[]): Score {
  const known = truth.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const right = truth.reduce(
    (sum, segment) =>
      sum + found.filter(({ label }) => emotionOf(label) === segment.emotion).reduce((time, each) => time + overlapMs(segment, each), 0),
    0,
  );
  const errors = truth.slice(1).map(({ emotion, startMs }) =>
    nearestMs(
      found.filter(({ label }) => emotionOf(label) === emotion).map((each) => each.startMs),
      startMs,
    ),
  );
  return {
    rightTime: right / known,
    borderErrorsMs: errors.filter((error) => error <= FIND_WITHIN_MS),
    missed: errors.filter((error) => error > FIND_WITHIN_MS).length,
  };
}

/** Share of the rows at whose time the expression of the row's label was shown. */
export function shareOfRows(truth: readonly TruthSegment[], rows: readonly { timeMs: number; label: string | null }[]): number {
  const right = rows.filter(
    ({ timeMs, label }) =>
      label !== null && emotionOf(label) === truth.find(({ startMs, endMs }) => timeMs >= startMs && timeMs < endMs)?.emotion,
  );
  return right.length / rows.length;
}

const overlapMs = (a: { startMs: number; endMs: number }, b: { startMs: number; endMs: number }) =>
  Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs));

const nearestMs = (times: readonly number[], atMs: number): number => Math.min(Infinity, ...times.map((time) => Math.abs(time - atMs)));
