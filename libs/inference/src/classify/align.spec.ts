import { describe, expect, it } from 'vitest';
import type { Landmarks } from '../detect/detector.ts';
import { similarity } from './align.ts';

const template: Landmarks = [
  [20, 25],
  [44, 25],
  [32, 38],
  [23, 49],
  [41, 49],
];

function moved(angle: number, scale: number, dx: number, dy: number): Landmarks {
  return template.map(
    ([x, y]) =>
      [scale * (x * Math.cos(angle) - y * Math.sin(angle)) + dx, scale * (x * Math.sin(angle) + y * Math.cos(angle)) + dy] as const,
  );
}

describe('similarity', () => {
  it('finds the turn, scale and shift that was made', () => {
    const found = similarity(template, moved(0.4, 1.7, 30, -12))!;
    expect(found.a).toBeCloseTo(1.7 * Math.cos(0.4), 9);
    expect(found.b).toBeCloseTo(1.7 * Math.sin(0.4), 9);
    expect(found.x).toBeCloseTo(30, 9);
    expect(found.y).toBeCloseTo(-12, 9);
  });

  it('comes close where the points do not fit exactly', () => {
    const to = moved(0, 2, 5, 5).map(([x, y], index) => [x + (index % 2 === 0 ? 1 : -1), y] as const);
    expect(similarity(template, to)!.a).toBeCloseTo(2, 1);
  });

  it('does not answer to points that are all the same', () => {
    expect(
      similarity(
        template.map(() => [3, 3] as const),
        template,
      ),
    ).toBeNull();
    expect(
      similarity(
        template,
        template.map(() => [3, 3] as const),
      ),
    ).toBeNull();
  });
});
