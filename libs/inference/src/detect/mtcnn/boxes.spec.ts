import { describe, expect, it } from 'vitest';
import type { Box } from '#contracts/emotion';
import { cover, inside, moveEdges, pyramidScales, scaled, square, suppress } from './boxes.ts';

describe('pyramidScales', () => {
  it('shows the smallest face in one window, and ends where the picture is one', () => {
    const scales = pyramidScales(320, 180, 24, 12, 0.709);
    expect(scales[0]).toBe(0.5);
    expect(scales[1]).toBeCloseTo(0.3545, 4);
    expect(180 * scales.at(-1)!).toBeGreaterThanOrEqual(12);
    expect(180 * scales.at(-1)! * 0.709).toBeLessThan(12);
  });

  it('has none for a picture smaller than the smallest face', () => {
    expect(pyramidScales(20, 300, 24, 12, 0.7)).toEqual([]);
  });
});

describe('boxes', () => {
  it('become squares around their centres', () => {
    expect(square([10, 20, 30, 40])).toEqual([5, 20, 40, 40]);
    expect(square([0, 0, 8, 4])).toEqual([0, -2, 8, 8]);
  });

  it('grow around their centres', () => {
    expect(scaled([10, 20, 30, 40], 1)).toEqual([10, 20, 30, 40]);
    expect(scaled([10, 20, 30, 40], 1.5)).toEqual([2.5, 10, 45, 60]);
  });

  it('have their edges moved by shares of the side', () => {
    expect(moveEdges([10, 20, 40, 40], [9, 0.125, -0.1, -0.125, 0.25], 1)).toEqual([15, 16, 30, 54]);
    expect(moveEdges([0, 0, 10, 10], [0.9, 0, -0.5, 0])).toEqual([9, 0, 0, 10]);
  });

  it('end where the plane does', () => {
    expect(inside([-5, 10, 20, 20], { width: 100, height: 25 })).toEqual([0, 10, 15, 15]);
    expect(inside([90, 0, 20, 20], { width: 100, height: 50 })).toEqual([90, 0, 10, 20]);
  });

  it('cover one another', () => {
    expect(cover([0, 0, 10, 10], [2, 2, 4, 4])).toBe(1);
    expect(cover([0, 0, 10, 10], [5, 0, 10, 10])).toBe(0.5);
    expect(cover([0, 0, 10, 10], [20, 0, 10, 10])).toBe(0);
  });
});

describe('suppress', () => {
  const faces = (
    [
      [[0, 0, 10, 10], 0.7],
      [[1, 0, 10, 10], 0.9],
      [[30, 0, 10, 10], 0.8],
      [[3, 3, 4, 4], 0.6],
    ] as [Box, number][]
  ).map(([box, score]) => ({ box, score }));

  it('keeps the best of those that overlap, best first', () => {
    expect(suppress(faces, 0.5).map(({ score }) => score)).toEqual([0.9, 0.8, 0.6]);
  });

  it('may look at how much of the smaller is covered instead', () => {
    expect(suppress(faces, 0.7, cover).map(({ score }) => score)).toEqual([0.9, 0.8]);
  });
});
