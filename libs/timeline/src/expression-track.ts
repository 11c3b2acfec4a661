import type { EmotionSample, EmotionScores } from '#contracts/emotion';
import type { Distribution } from '#contracts/summary';

/** A sample stands for the time until the next one, but for no longer than this: what follows is a gap. */
export const MAX_STAND_MS = 1_000;
/** Where samples are usually further apart than that, it is so many of their usual steps. */
const USUAL_STEPS = 1.5;

/** A stretch of time with what was estimated in it; `label` and `smoothed` are null where there is no estimate. */
export interface Piece {
  startMs: number;
  endMs: number;
  state: EmotionSample['state'];
  label: string | null;
  /** Of `label`; 0 without one. */
  probability: number;
  /** A probability per class. */
  smoothed: EmotionScores | null;
}

/** One participant's samples as stretches of time, quick to ask about any span. */
export class ExpressionTrack {
  readonly classes: string[];
  readonly pieces: Piece[];

  /**
   * `samples` in the order of their times; those at or after `durationMs` do not count. A smoothed label describes what was `lagMs` ago
   * (`lag.ts`), so labels move earlier by as much, and the last one holds to the end of what follows without any. Whether there is an
   * estimate does not move: a frame's state is of that frame alone.
   */
  constructor(classes: string[], samples: EmotionSample[], durationMs: number, lagMs = 0) {
    this.classes = classes;
    this.pieces = [];
    const standMs = longestStand(samples);
    let ahead = 0;
    let source: EmotionSample | null = null;
    samples.forEach((sample, i) => {
      const { atMs } = sample;
      const endMs = Math.min(samples[i + 1]?.atMs ?? Infinity, atMs + standMs, durationMs);
      // What is known in the middle of the piece is known of most of it.
      const knownAtMs = lagMs === 0 ? atMs : (atMs + endMs) / 2 + lagMs;
      for (; ahead < samples.length && (ahead <= i || samples[ahead]!.atMs <= knownAtMs); ahead++) if (samples[ahead]!.state === 'ok') source = samples[ahead]!;
      if (endMs > atMs) this.pieces.push(toPiece(sample, endMs, source, classes));
    });
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
    const shares = Object.fromEntries(this.classes.flatMap((label) => time.has(label) ? [[label, (time.get(label) ?? 0) / estimated]] : []));
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
function longestStand(samples: EmotionSample[]): number {
  const far: number[] = [];
  for (let i = 1; i < samples.length; i++) {
    const stepMs = samples[i]!.atMs - samples[i - 1]!.atMs;
    if (stepMs * USUAL_STEPS > MAX_STAND_MS) far.push(stepMs);
  }
  const near = samples.length - 1 - far.length;
  if (near >= far.length) return MAX_STAND_MS;
  const usualMs = far.sort((a, b) => a - b)[((samples.length - 2) >> 1) - near]!;
  return usualMs * USUAL_STEPS;
}

/** `source`: the last estimate as far as is known by then, the sample itself without a lag. */
function toPiece({ atMs, state }: EmotionSample, endMs: number, source: EmotionSample | null, classes: string[]): Piece {
  const { label = null, smoothed = null } = source ?? {};
  const probability = label === null ? undefined : smoothed?.[classes.indexOf(label)];
  // Without a window there is no estimate yet, however good the frame.
  if (state !== 'ok' || probability === undefined) {
    return { startMs: atMs, endMs, state: state === 'ok' ? 'uncertain' : state, label: null, probability: 0, smoothed: null };
  }
  return { startMs: atMs, endMs, state, label, probability, smoothed };
}
