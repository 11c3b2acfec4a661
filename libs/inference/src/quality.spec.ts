import { describe, expect, it } from 'vitest';
import type { Plane } from './frame.ts';
import { faceProblem, light, pictureProblem } from './quality.ts';

const plane = (grey: (index: number) => number): Plane => ({
  data: Uint8Array.from({ length: 10_000 }, (_, index) => grey(index)),
  width: 100,
  height: 100,
  stride: 100,
});
const textured = (mean: number, swing: number) => plane((index) => mean + (Math.floor(index / 10) % 2 === 0 ? swing : -swing));

describe('quality', () => {
  it('measures mean and contrast inside a box, also where it leaves the plane', () => {
    const halves = plane((index) => (index % 100 < 50 ? 40 : 160));
    expect(light(halves)).toEqual({ mean: 100, contrast: 60 });
    expect(light(halves, [-20, -20, 60, 60])).toEqual({ mean: 40, contrast: 0 });
    expect(light(halves, [200, 200, 10, 10])).toEqual({ mean: 0, contrast: 0 });
  });

  it.each([
    ['a good face', textured(120, 40), 60, null],
    ['a small one', textured(120, 40), 20, 'too-small'],
    ['a dark one', textured(20, 10), 60, 'poor-light'],
    ['a blown-out one', textured(245, 10), 60, 'poor-light'],
    ['one in fog', textured(120, 4), 60, 'poor-light'],
  ])('judges %s', (_, picture, height, problem) => {
    expect(faceProblem(picture, [10, 10, height, height])).toBe(problem);
  });

  it('tells a dark picture from an empty room', () => {
    expect(pictureProblem(textured(12, 5))).toBe('poor-light');
    expect(pictureProblem(textured(80, 5))).toBe('no-face');
  });
});
