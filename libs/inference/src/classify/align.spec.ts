import { describe, expect, it } from 'vitest';
import type { Landmarks } from '../detect/detector.ts';
import type { Plane } from '../frame.ts';
import { resampleTurned, similarity } from './align.ts';
import { resample } from './crop.ts';

const template: Landmarks = [
  [20, 25],
  [44, 25],
  [32, 38],
  [23, 49],
  [41, 49],
];

/** Bright on the right of a line through `(x, y)` at an angle, soft enough for sampling. */
function slope(width: number, height: number, x: number, y: number, angle: number): Plane {
  const data = Uint8Array.from({ length: width * height }, (_, index) => {
    const along = ((index % width) + 0.5 - x) * Math.cos(angle) + (Math.floor(index / width) + 0.5 - y) * Math.sin(angle);
    return Math.max(0, Math.min(255, 128 + along * 3));
  });
  return { data, width, height, stride: width };
}

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

describe('resampleTurned', () => {
  it('is `resample` where nothing is turned, larger and smaller', () => {
    const plane = slope(60, 50, 28, 25, 0.6);
    for (const [x, y, side] of [
      [10, 5, 12],
      [-6, -3, 55],
      [20, 20, 24],
    ] as const) {
      const [straight, turned] = [new Float32Array(24 * 24), new Float32Array(24 * 24)];
      resample(plane, [x, y, side, side], 24, 24, straight);
      resampleTurned(plane, { a: side / 24, b: 0, x, y }, 24, 24, turned);
      turned.forEach((value, index) => expect(Math.abs(value - straight[index]!)).toBeLessThan(0.01));
    }
  });

  it.each([-0.6, 0.3, 1.2])('turns a picture that leans by %f upright', (angle) => {
    const out = new Float32Array(32 * 32);
    const [cos, sin] = [Math.cos(angle) * 1.5, Math.sin(angle) * 1.5];
    // The middle of the crop comes from the middle of the plane.
    resampleTurned(
      slope(120, 120, 60, 60, angle),
      { a: cos, b: sin, x: 60 - 16 * cos + 16 * sin, y: 60 - 16 * sin - 16 * cos },
      32,
      32,
      out,
      0,
    );
    for (let v = 2; v < 30; v++) {
      for (let u = 2; u < 30; u++) expect(Math.abs(out[v * 32 + u]! - (128 + (u + 0.5 - 16) * 4.5))).toBeLessThan(1.5);
    }
  });

  it('averages what it skips', () => {
    const data = Uint8Array.from({ length: 128 * 128 }, (_, index) => (index % 2 === 0 ? 0 : 200));
    const out = new Float32Array(16 * 16);
    resampleTurned({ data, width: 128, height: 128, stride: 128 }, { a: 4, b: 3, x: 56, y: 10 }, 16, 16, out);
    for (const value of out) expect(Math.abs(value - 100)).toBeLessThan(6);
  });
});
