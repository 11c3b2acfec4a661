import type { Box } from '#contracts/emotion';
import { overlap } from '#inference/detect/detector';

/** Boxes that overlap at least so much are the same. */
export const SAME = 0.8;

export interface Agreement {
  readonly frames: number;
  readonly ours: number;
  readonly theirs: number;
  /** Pairs of boxes that are the same, and those that are so to the pixel. */
  readonly same: number;
  readonly equal: number;
}

export const NOTHING: Agreement = { frames: 0, ours: 0, theirs: 0, same: 0, equal: 0 };

/** Adds one frame: each box has at most one partner, the best first. */
export function plusFrame(sum: Agreement, ours: readonly Box[], theirs: readonly Box[]): Agreement {
  const pairs = ours
    .flatMap((mine) => theirs.map((other) => ({ mine, other, iou: overlap(mine, other) })))
    .filter(({ iou }) => iou >= SAME)
    .sort((a, b) => b.iou - a.iou);
  const paired = new Set<Box>();
  let [same, equal] = [0, 0];
  for (const { mine, other, iou } of pairs) {
    if (paired.has(mine) || paired.has(other)) continue;
    paired.add(mine).add(other);
    same++;
    if (iou === 1) equal++;
  }
  return {
    frames: sum.frames + 1,
    ours: sum.ours + ours.length,
    theirs: sum.theirs + theirs.length,
    same: sum.same + same,
    equal: sum.equal + equal,
  };
}

/** Share of all boxes, ours and theirs, that have a partner. */
export const share = ({ ours, theirs, same }: Agreement): number => (ours + theirs === 0 ? 1 : (2 * same) / (ours + theirs));
