import type { SampleState } from '#contracts/emotion';
import { NO_LABEL, SAMPLE_STATES, type SampleColumns, SCORE_SCALE } from '#contracts/sample-columns';
import type { Distribution } from '#contracts/summary';

/** A sample stands for the time until the next one, but for no longer than this: what follows is a gap. */
export const MAX_STAND_MS = 1_000;
/** Where samples are usually further apart than that, it is so many of their usual steps. */
const USUAL_STEPS = 1.5;
const OK = SAMPLE_STATES.indexOf('ok');

/** A stretch of time with what was estimated in it; `label` and `row` are null where there is no estimate. */
export interface Piece {
  startMs: number;
  endMs: number;
  state: SampleState;
  /** Whether the picture is good, but the window holds no estimate yet. */
  isEarly: boolean;
  label: string | null;
  /** Of `label`; 0 without one. */
  probability: number;
  /** Which sample the estimate is of. */
  row: number | null;
}

/** One participant's samples as stretches of time, quick to ask about any span. */
export class ExpressionTrack {
  readonly classes: readonly string[];
  readonly pieces: Piece[];
  readonly #samples: SampleColumns;

  /**
   * `samples` in the order of their times; those at or after `durationMs` do not count. A smoothed label describes what was `lagMs` ago
   * (`lag.ts`), so labels move earlier by as much, and the last one holds to the end of what follows without any. Whether there is an
   * estimate does not move: a frame's state is of that frame alone.
   */
  constructor(samples: SampleColumns, durationMs: number, lagMs = 0) {
    this.classes = samples.classes;
    this.#samples = samples;
    this.pieces = [];
    const standMs = longestStand(samples);
    const { atMs, state, length } = samples;
    let ahead = 0;
    let source = -1;
    for (let row = 0; row < length; row++) {
      const startMs = atMs[row]!;
      const endMs = Math.min(row + 1 < length ? atMs[row + 1]! : Infinity, startMs + standMs, durationMs);
      // What is known in the middle of the piece is known of most of it.
      const knownAtMs = lagMs === 0 ? startMs : (startMs + endMs) / 2 + lagMs;
      for (; ahead < length && (ahead <= row || atMs[ahead]! <= knownAtMs); ahead++) if (state[ahead] === OK) source = ahead;
      if (endMs > startMs) this.pieces.push(this.#pieceOf(row, endMs, source));
    }
  }

  /** A class's smoothed probability in a piece; null without an estimate. */
  probabilityIn({ row }: Piece, index: number): number | null {
    return row === null ? null : (this.#samples.smoothed[row * this.classes.length + index] ?? 0) / SCORE_SCALE;
  }

  /** The pieces that reach into the span, cut to it. */
  within(startMs: number, endMs: number): Piece[] {
    const cut: Piece[] = [];
    for (let i = this.#firstEndingAfter(startMs); i < this.pieces.length; i++) {
      const piece = this.pieces[i];
      if (piece === undefined || piece.startMs >= endMs) break;
      cut.push({ ...piece, startMs: Math.max(piece.startMs, startMs), endMs: Math.min(piece.endMs, endMs) });
    }
    return cut;
  }

  distribution(startMs: number, endMs: number): Distribution {
    const time = timePerLabel(this.within(startMs, endMs));
    const estimated = [...time.values()].reduce((sum, ms) => sum + ms, 0);
    if (estimated === 0) return { coverage: 0, shares: null, leading: null };
    const shares = Object.fromEntries(
      this.classes.flatMap((label) => (time.has(label) ? [[label, (time.get(label) ?? 0) / estimated]] : [])),
    );
    return { coverage: Math.min(1, estimated / (endMs - startMs)), shares, leading: longest(time) };
  }

  /** The span in equal steps: the label that leads longest in each and its mean probability, null without an estimate. */
  spark(startMs: number, endMs: number, steps: number): ({ label: string; probability: number } | null)[] {
    const stepMs = (endMs - startMs) / steps;
    return Array.from({ length: steps }, (_, i) => {
      const pieces = this.within(startMs + i * stepMs, startMs + (i + 1) * stepMs);
      const label = longest(timePerLabel(pieces));
      return label === null ? null : { label, probability: meanProbability(pieces.filter((piece) => piece.label === label)) };
    });
  }

  /** `source`: the last estimate as far as is known by then, the sample itself without a lag; -1 without any. */
  #pieceOf(row: number, endMs: number, source: number): Piece {
    const { atMs, state: states, label: labels, hasSmoothed, smoothed } = this.#samples;
    const startMs = atMs[row]!;
    const state = SAMPLE_STATES[states[row]!]!;
    const label = source < 0 ? NO_LABEL : labels[source]!;
    // Without a window there is no estimate yet, however good the frame.
    if (state !== 'ok' || label === NO_LABEL || hasSmoothed[source] !== 1) {
      return {
        startMs,
        endMs,
        state: state === 'ok' ? 'uncertain' : state,
        isEarly: state === 'ok',
        label: null,
        probability: 0,
        row: null,
      };
    }
    return {
      startMs,
      endMs,
      state,
      isEarly: false,
      label: this.classes[label]!,
      probability: smoothed[source * this.classes.length + label]! / SCORE_SCALE,
      row: source,
    };
  }

  #firstEndingAfter(ms: number): number {
    let low = 0;
    let high = this.pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.pieces[middle]?.endMs ?? Infinity) > ms) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

export const lengthOf = ({ startMs, endMs }: { startMs: number; endMs: number }) => endMs - startMs;

/** Milliseconds per leading label, longest known first come. */
export function timePerLabel(pieces: Piece[]): Map<string, number> {
  const time = new Map<string, number>();
  for (const piece of pieces) if (piece.label !== null) time.set(piece.label, (time.get(piece.label) ?? 0) + lengthOf(piece));
  return time;
}

/** Mean of the pieces' probabilities, weighted by time; 0 of none. */
export function meanProbability(pieces: Piece[]): number {
  const total = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
  return total === 0 ? 0 : pieces.reduce((sum, piece) => sum + piece.probability * lengthOf(piece), 0) / total;
}

function longest(time: Map<string, number>): string | null {
  let leading: string | null = null;
  for (const [label, ms] of time) if (leading === null || ms > (time.get(leading) ?? 0)) leading = label;
  return leading;
}

/** Where every Nth frame is far from the next, each stands for the time to the next all the same. */
function longestStand({ atMs, length }: SampleColumns): number {
  const far: number[] = [];
  for (let i = 1; i < length; i++) {
    const stepMs = atMs[i]! - atMs[i - 1]!;
    if (stepMs * USUAL_STEPS > MAX_STAND_MS) far.push(stepMs);
  }
  const near = length - 1 - far.length;
  if (near >= far.length) return MAX_STAND_MS;
  const usualMs = far.sort((a, b) => a - b)[((length - 2) >> 1) - near]!;
  return usualMs * USUAL_STEPS;
}
