import { describe, expect, it } from 'vitest';
import { groupRectangles, type Rect } from './group.ts';

const times = (count: number, rect: Rect): Rect[] => Array.from({ length: count }, () => [...rect] as Rect);

describe('groupRectangles', () => {
  it('merges windows that differ by a fifth of their size into their mean', () => {
    const groups = groupRectangles(
      [
        [0, 0, 20, 20],
        [2, 2, 20, 20],
        [4, 4, 20, 20],
        [1, 1, 22, 22],
      ],
      3,
    );
    expect(groups).toEqual([{ box: [2, 2, 20, 20], score: 4 }]);
  });

  it('drops groups of no more than the wanted number of neighbours', () => {
    expect(groupRectangles(times(3, [0, 0, 20, 20]), 3)).toEqual([]);
    expect(groupRectangles(times(4, [0, 0, 20, 20]), 3)).toHaveLength(1);
  });

  it('drops a small group inside a stronger one, but keeps one that is beside it', () => {
    const rects = [...times(9, [0, 0, 100, 100]), ...times(5, [40, 40, 20, 20]), ...times(5, [200, 40, 20, 20])];
    expect(groupRectangles(rects, 3).map(({ box }) => box)).toEqual([
      [0, 0, 100, 100],
      [200, 40, 20, 20],
    ]);
  });

  it('joins windows that are similar only through others', () => {
    const chain = [0, 3, 6, 9, 12].map((x): Rect => [x, 0, 20, 20]);
    expect(groupRectangles(chain, 3)).toEqual([{ box: [6, 0, 20, 20], score: 5 }]);
  });
});
