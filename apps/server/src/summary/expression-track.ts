import type { EmotionSample } from '#contracts/emotion';
import type { Distribution } from '#contracts/summary';

/** A sample stands for the time until the next one, but for no longer than this: what follows is a gap. */
export const MAX_STAND_MS = 1_000;

/** A stretch of time with what was estimated in it; `label` is null where there is no estimate. */
export interface Piece { startMs: number; endMs: number; state: EmotionSample['state']; label: string | null; probability: number }

/** One participant's samples as stretches of time, quick to ask about any span. */
export class ExpressionTrack {
  readonly classes: string[];
  readonly pieces: Piece[];

  /** `samples` in the order of their times; those at or after `durationMs` do not count. */
  constructor(classes: string[], samples: EmotionSample[], durationMs: number) {
    this.classes = classes;
    this.pieces = samples.flatMap((sample, i) => {
      const endMs = Math.min(samples[i + 1]?.atMs ?? Infinity, sample.atMs + MAX_STAND_MS, durationMs);
      return endMs > sample.atMs ? [toPiece(sample, endMs, classes)] : [];
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

function toPiece({ atMs, state, label, smoothed }: EmotionSample, endMs: number, classes: string[]): Piece {
  const probability = label === null ? undefined : smoothed?.[classes.indexOf(label)];
  // Without a window there is no estimate yet, however good the frame.
  if (state !== 'ok' || label === null || probability === undefined) return { startMs: atMs, endMs, state: state === 'ok' ? 'uncertain' : state, label: null, probability: 0 };
  return { startMs: atMs, endMs, state, label, probability };
}
