import type { Face } from '../detector.ts';
import { roundHalfEven } from './rounding.ts';

export type Rect = [x: number, y: number, width: number, height: number];

/**
 * Merges the many windows that fire around a face, as OpenCV's groupRectangles: windows whose edges differ by at most
 * `eps` of their mean size belong together, a group of at most `minNeighbors` windows is dropped, and so is a small
 * group inside a stronger one.
 *
 * @returns each group's mean box, with the number of its windows as the score
 */
export function groupRectangles(rects: readonly Rect[], minNeighbors: number, eps = 0.2): Face[] {
  if (minNeighbors <= 0) return rects.map((box) => ({ box, score: 1 }));
  const groups = partition(rects, eps)
    .map((members) => {
      const scale = Math.fround(1 / members.length);
      const mean = (index: 0 | 1 | 2 | 3) => roundHalfEven(Math.fround(members.reduce((sum, rect) => sum + rect[index], 0) * scale));
      return { box: [mean(0), mean(1), mean(2), mean(3)] satisfies Rect, score: members.length };
    })
    .filter(({ score }) => score > minNeighbors);
  return groups.filter((group) => !groups.some((other) => other !== group && swallows(other, group, eps)));
}

function swallows(large: Face, small: Face, eps: number): boolean {
  const [x, y, width, height] = large.box;
  const [sx, sy, smallWidth, smallHeight] = small.box;
  const dx = roundHalfEven(width * eps);
  const dy = roundHalfEven(height * eps);
  return (
    sx >= x - dx &&
    sy >= y - dy &&
    sx + smallWidth <= x + width + dx &&
    sy + smallHeight <= y + height + dy &&
    (large.score > Math.max(3, small.score) || small.score < 3)
  );
}

/** The connected components of `similar`. */
function partition(rects: readonly Rect[], eps: number): Rect[][] {
  const parent = rects.map((_, index) => index);
  const rootOf = (index: number): number => {
    while (parent[index] !== index) index = parent[index] = parent[parent[index]!]!;
    return index;
  };
  for (let a = 0; a < rects.length; a++) {
    for (let b = a + 1; b < rects.length; b++) {
      if (similar(rects[a]!, rects[b]!, eps)) parent[rootOf(b)] = rootOf(a);
    }
  }
  const groups = new Map<number, Rect[]>();
  rects.forEach((rect, index) => {
    const root = rootOf(index);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [rect]);
    else group.push(rect);
  });
  return [...groups.values()];
}

function similar(a: Rect, b: Rect, eps: number): boolean {
  const delta = eps * (Math.min(a[2], b[2]) + Math.min(a[3], b[3])) * 0.5;
  return (
    Math.abs(a[0] - b[0]) <= delta &&
    Math.abs(a[1] - b[1]) <= delta &&
    Math.abs(a[0] + a[2] - b[0] - b[2]) <= delta &&
    Math.abs(a[1] + a[3] - b[1] - b[3]) <= delta
  );
}
