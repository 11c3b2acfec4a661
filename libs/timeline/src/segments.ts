import { emotionOf } from '#contracts/emotion';
import type { Segment } from '#contracts/summary';
import { type ExpressionTrack, lengthOf, meanProbability, type Piece } from './expression-track.ts';

/** The same label again after a shorter pause is the same segment. */
const BRIDGE_MS = 2_000;
/** A label that leads for less is a flicker of the estimate. */
export const MIN_SEGMENT_MS = 400;
const STRONGEST = 5;
/** From this length on a segment counts fully as a strong one. */
const FULL_STRENGTH_MS = 3_000;

export interface ChangePoint {
  atMs: number;
  from: string | null;
  to: string;
}

/** Stretches in which one label leads, in order. Short pauses lie inside a segment and lower its coverage. */
export function segmentsOf(track: ExpressionTrack): Segment[] {
  const runs: Piece[][] = [];
  for (const piece of track.pieces) {
    if (piece.label === null) continue;
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last?.label === piece.label && piece.startMs - last.endMs <= BRIDGE_MS) run.push(piece);
    else runs.push([piece]);
  }
  return joinNeighbours(runs.filter((run) => estimatedMs(run) >= MIN_SEGMENT_MS)).map(toSegment);
}

/** Where the leading label changed; the first is where it was first known. */
export function changePointsOf(segments: Segment[]): ChangePoint[] {
  return segments.flatMap((segment, i) => {
    const from = segments[i - 1]?.label ?? null;
    return from === segment.label ? [] : [{ atMs: segment.startMs, from, to: segment.label }];
  });
}

/** The likeliest and longest segments that are not neutral, in the order of their times. */
export function strongestOf(segments: Segment[]): Segment[] {
  const strength = (segment: Segment) => segment.probability * segment.coverage * Math.min(1, lengthOf(segment) / FULL_STRENGTH_MS);
  return segments
    .filter((segment) => emotionOf(segment.label) !== 'neutral')
    .sort((a, b) => strength(b) - strength(a))
    .slice(0, STRONGEST)
    .sort((a, b) => a.startMs - b.startMs);
}

/** Where a flicker fell out between two runs of one label, they are one. */
function joinNeighbours(runs: Piece[][]): Piece[][] {
  const joined: Piece[][] = [];
  for (const run of runs) {
    const before = joined.at(-1);
    const gap = (run[0]?.startMs ?? 0) - (before?.at(-1)?.endMs ?? -Infinity);
    if (before !== undefined && before[0]?.label === run[0]?.label && gap <= BRIDGE_MS) before.push(...run);
    else joined.push([...run]);
  }
  return joined;
}

function toSegment(run: Piece[]): Segment {
  const startMs = run[0]?.startMs ?? 0;
  const endMs = run.at(-1)?.endMs ?? startMs;
  return {
    label: run[0]?.label ?? '',
    startMs,
    endMs,
    probability: meanProbability(run),
    coverage: Math.min(1, estimatedMs(run) / (endMs - startMs)),
  };
}

const estimatedMs = (run: Piece[]) => run.reduce((sum, piece) => sum + lengthOf(piece), 0);
