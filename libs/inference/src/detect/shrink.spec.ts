import { describe, expect, it } from 'vitest';
import { Halves } from './shrink.ts';

describe('Halves', () => {
  const data = Uint8Array.from({ length: 8 * 4 }, (_, index) => index);
  const planes = new Halves({ data, width: 8, height: 4, stride: 8 });

  it('are no smaller than what is asked for, each pixel the mean of four', () => {
    expect(planes.atLeast(5, 2)).toBe(planes.whole);
    const half = planes.atLeast(4, 2);
    expect([half.width, half.height, ...half.data]).toEqual([4, 2, 5, 7, 9, 11, 21, 23, 25, 27]);
    expect(planes.atLeast(3, 2)).toBe(half);
    expect(planes.atLeast(2, 1).width).toBe(2);
  });

  it('end where a side is odd', () => {
    expect(planes.atLeast(0, 0)).toMatchObject({ width: 2, height: 1 });
    const odd = new Halves({ data, width: 7, height: 4, stride: 8 });
    expect(odd.atLeast(1, 1)).toBe(odd.whole);
  });
});
