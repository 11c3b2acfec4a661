import { describe, expect, it } from 'vitest';
import type { ClassifierManifest } from '#contracts/model-manifest';
import { background } from '../testing/drawn-frame.ts';
import { cornersOf, cut } from './cut.ts';
import { classifierOf, readManifest } from './manifest.ts';

const shipped = classifierOf(readManifest(), 'mobilenetv2-ferplus');
const upright: NonNullable<typeof shipped.crop.landmarks> = [
  [0.3, 0.4],
  [0.7, 0.4],
  [0.5, 0.6],
  [0.35, 0.8],
  [0.65, 0.8],
];
const model: ClassifierManifest = { ...shipped, crop: { scale: 1, shiftY: 0, landmarks: upright } };
const { width, height } = model.input;

/** A plane with a bright spot at each of five places. */
function spots(landmarks: readonly (readonly [number, number])[]) {
  const plane = background(200, 160);
  plane.data.fill(20);
  for (const [x, y] of landmarks) {
    for (let dy = -4; dy < 4; dy++)
      plane.data.fill(250, Math.round(y + dy) * 200 + Math.round(x) - 4, Math.round(y + dy) * 200 + Math.round(x) + 4);
  }
  return plane;
}

function seen(landmarks: readonly (readonly [number, number])[] | undefined, from = model, fit: 'face' | 'exact' = 'face'): number[] {
  const out = new Float32Array(width * height);
  cut({ plane: spots(tilted), box: [60, 40, 64, 64], fit, landmarks }, from, out, 0);
  return upright.map(([x, y]) => out[Math.floor(y * height) * width + Math.floor(x * width)]!);
}

// The same five points, 80 pixels wide and leaning by half a radian.
const tilted = upright.map(([x, y]) => {
  const [u, v] = [(x - 0.5) * 80, (y - 0.5) * 80];
  return [100 + u * Math.cos(0.5) - v * Math.sin(0.5), 80 + u * Math.sin(0.5) + v * Math.cos(0.5)] as const;
});

describe('cut', () => {
  it('lays a leaning face upright on the places that the manifest names', () => {
    for (const value of seen(tilted)) expect(value).toBeGreaterThan(200);
  });

  it('takes the square around the box where there are no landmarks, none wanted, or the box is the crop already', () => {
    const square = seen(undefined);
    expect(square.some((value) => value < 60)).toBe(true);
    expect(seen(tilted, { ...model, crop: { scale: 1, shiftY: 0 } })).toEqual(square);
    expect(seen(tilted, model, 'exact')).toEqual(square);
  });

  it('says where in the plane its corners lie', () => {
    const box = [60, 40, 64, 64] as const;
    const straight = [
      [60, 40],
      [124, 40],
      [124, 104],
      [60, 104],
    ];
    expect(cornersOf({ box: [...box] }, model)).toEqual(straight);
    expect(cornersOf({ box: [...box], landmarks: tilted, fit: 'exact' }, model)).toEqual(straight);
    const [[left, top], ...others] = cornersOf({ box: [...box], landmarks: tilted }, model);
    // The square of 80 pixels around (100, 80), leaning by half a radian.
    const placeOf = (u: number, v: number) => [100 + u * Math.cos(0.5) - v * Math.sin(0.5), 80 + u * Math.sin(0.5) + v * Math.cos(0.5)];
    [[left, top], ...others].forEach((corner, index) => {
      const [x, y] = placeOf([-40, 40, 40, -40][index]!, [-40, -40, 40, 40][index]!);
      expect(corner[0]).toBeCloseTo(x!, 6);
      expect(corner[1]).toBeCloseTo(y!, 6);
    });
  });
});
