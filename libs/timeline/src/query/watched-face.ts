import { emotionOf } from '#contracts/emotion';
import type { Span } from '#contracts/recording';
import type { FaceTimeline } from '#contracts/recording-link';
import { ExpressionTrack, lengthOf, type Piece } from '../expression-track.ts';
import { MIN_SEGMENT_MS, segmentsOf } from '../segments.ts';
import type { Comparison, QueryState } from './query.ts';
import { difference, type Stretches, union } from '../stretches.ts';

export type QueryFace = FaceTimeline & { participantId: string };

/** One face as a query looks at it; the names of expressions are those of people. */
export class WatchedFace {
  readonly timeline: QueryFace;
  readonly #track: ExpressionTrack;
  readonly #names: string[];
  readonly #durationMs: number;
  #leading: Map<string, Stretches> | null = null;

  constructor(timeline: QueryFace, durationMs: number, lagMs: number) {
    this.timeline = timeline;
    this.#durationMs = durationMs;
    this.#track = new ExpressionTrack(timeline.samples, durationMs, lagMs);
    this.#names = timeline.samples.classes.map(emotionOf);
  }

  /** Where each expression leads. */
  get leading(): Map<string, Stretches> {
    return (this.#leading ??= Map.groupBy(segmentsOf(this.#track), ({ label }) => emotionOf(label)));
  }

  /** Where its smoothed probability compares so; flickers are bridged. */
  comparing(name: string, comparison: Comparison, value: number): Stretches {
    const index = this.#names.indexOf(name);
    if (index < 0) return [];
    return this.#where((piece) => {
      const probability = this.#track.probabilityIn(piece, index);
      return probability !== null && compares(probability, comparison, value);
    });
  }

  /** Where this keeps an estimate away. */
  inState(state: QueryState): Stretches {
    if (state === 'no-data')
      return difference(
        [{ startMs: 0, endMs: this.#durationMs }],
        union(
          this.#track.pieces.filter(({ label }) => label !== null),
          MIN_SEGMENT_MS,
        ),
      );
    if (state === 'ok') return this.#where(({ isEarly }) => isEarly);
    return this.#where((piece) => piece.state === state);
  }

  /** Where it was looked for. */
  get sampled(): Stretches {
    return this.#where(({ state }) => state !== 'paused');
  }

  /** Where there is a face, whether or not there is an estimate. */
  get seen(): Stretches {
    return union(this.#track.pieces.filter(({ state }) => state !== 'no-face' && state !== 'paused'));
  }

  estimatedMs({ startMs, endMs }: Span): number {
    return this.#track
      .within(startMs, endMs)
      .filter(({ label }) => label !== null)
      .reduce((sum, piece) => sum + lengthOf(piece), 0);
  }

  /** The mean smoothed probability of an expression over the span's estimates; 0 without any. */
  probability({ startMs, endMs }: Span, name: string): number {
    const index = this.#names.indexOf(name);
    let [weighted, estimatedMs] = [0, 0];
    for (const piece of this.#track.within(startMs, endMs)) {
      const probability = this.#track.probabilityIn(piece, index);
      if (probability === null) continue;
      weighted += probability * lengthOf(piece);
      estimatedMs += lengthOf(piece);
    }
    return estimatedMs === 0 ? 0 : weighted / estimatedMs;
  }

  /** What was most of the span: an expression, else the state that kept one away. */
  mostly({ startMs, endMs }: Span): string {
    const pieces = this.#track.within(startMs, endMs);
    return longest(pieces, ({ label }) => (label === null ? null : emotionOf(label))) ?? longest(pieces, ({ state }) => state) ?? 'paused';
  }

  #where(holds: (piece: Piece) => boolean): Stretches {
    return union(this.#track.pieces.filter(holds), MIN_SEGMENT_MS);
  }
}

function longest(pieces: Piece[], nameIn: (piece: Piece) => string | null): string | null {
  const time = new Map<string, number>();
  for (const piece of pieces) {
    const name = nameIn(piece);
    if (name !== null) time.set(name, (time.get(name) ?? 0) + lengthOf(piece));
  }
  return [...time].reduce<[string, number] | null>((best, each) => (best === null || each[1] > best[1] ? each : best), null)?.[0] ?? null;
}

function compares(probability: number, comparison: Comparison, value: number): boolean {
  switch (comparison) {
    case '>':
      return probability > value;
    case '>=':
      return probability >= value;
    case '<':
      return probability < value;
    case '<=':
      return probability <= value;
  }
}
