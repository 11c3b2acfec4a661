import { describe, expect, it } from 'vitest';
import { activationOf, bandsOf, heatPixels } from './activation.ts';

const corners: Parameters<typeof activationOf>[0]['corners'] = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
];
const maps = {
  width: 2,
  height: 2,
  corners,
  maps: [
    [3, 1, -2, 0],
    [0, 8, 0, 0],
    [-1, -1, -1, 0],
  ],
};

describe('activationOf', () => {
  it('is what spoke for a class, as shares of it, and on the scale of the stronger one', () => {
    expect(activationOf(maps, 0, 0)).toEqual({ width: 2, height: 2, shares: [0.75, 0.25, 0, 0], heat: [1, 1 / 3, 0, 0] });
    expect(activationOf(maps, 0, 1).heat).toEqual([3 / 8, 1 / 8, 0, 0]);
  });

  it('is nothing where nothing spoke for the class', () => {
    expect(activationOf(maps, 2, 2)).toMatchObject({ shares: [0, 0, 0, 0], heat: [0, 0, 0, 0] });
  });
});

describe('bandsOf', () => {
  const evenly = (height: number) =>
    bandsOf({ width: 1, height, heat: [], shares: Array.from({ length: height }, (_, row) => (row + 1) / 21) });

  it('sums up halves of two rows, thirds of more, and the whole of one', () => {
    expect(evenly(1)).toEqual([1 / 21]);
    expect(evenly(2)).toEqual([1 / 21, 2 / 21]);
    expect(evenly(3)).toEqual([1 / 21, 2 / 21, 3 / 21]);
    expect(evenly(6).map((band) => Math.round(band * 21))).toEqual([3, 7, 11]);
  });
});

describe('heatPixels', () => {
  it('is clear where nothing spoke, bright where most did, and even in between', () => {
    const side = 8;
    const pixels = heatPixels({ width: 2, height: 1, shares: [], heat: [0, 1] }, side);
    const row = Array.from({ length: side }, (_, x) => [...pixels.subarray(x * 4, x * 4 + 4)]);
    expect(row.slice(0, 2).map(([, , , alpha]) => alpha)).toEqual([0, 0]);
    expect(row.at(-1)).toEqual([252, 255, 164, 128]);
    const brightness = row.map(([r = 0, g = 0, b = 0]) => 0.3 * r + 0.6 * g + 0.1 * b);
    expect(brightness).toEqual(brightness.toSorted((a, b) => a - b));
    expect(pixels.subarray(side * 4, side * 8)).toEqual(pixels.subarray(0, side * 4));
  });
});
