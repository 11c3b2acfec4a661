import { describe, expect, it } from 'vitest';
import type { Plane } from '../frame.ts';
import { resample, squareAround } from './crop.ts';

const plane: Plane = { data: Uint8Array.of(0, 50, 100, 250, 10, 60, 110, 200, 30, 20, 240, 8), width: 4, height: 3, stride: 4 };

function resampled(box: [number, number, number, number], width: number, height: number, from = plane): number[] {
  const out = new Float32Array(width * height + 1);
  resample(from, box, width, height, out, 1);
  return [...out.subarray(1)];
}

describe('squareAround', () => {
  it('is as large as the longer side says, and moved by its share', () => {
    expect(squareAround([10, 20, 40, 50], { scale: 1.2, shiftY: 0.1 })).toEqual([0, 21, 60, 60]);
  });
});

describe('resample', () => {
  it('copies where nothing changes', () => {
    expect(resampled([0, 0, 4, 3], 4, 3)).toEqual([...plane.data]);
    expect(resampled([1, 1, 2, 2], 2, 2)).toEqual([60, 110, 20, 240]);
  });

  it('grows as torch\'s interpolate(mode="bilinear", align_corners=False)', () => {
    // Expected: torch 2.13 on the first row alone.
    const row: Plane = { ...plane, height: 1 };
    expect(resampled([0, 0, 4, 1], 6, 1, row)).toEqual([0, 25, 58.33, 91.67, 175, 250].map((value) => expect.closeTo(value, 1) as number));
  });

  it('averages what it skips when it shrinks', () => {
    const stripes: Plane = {
      data: Uint8Array.from({ length: 64 * 64 }, (_, index) => (index % 2 === 0 ? 0 : 200)),
      width: 64,
      height: 64,
      stride: 64,
    };
    for (const value of resampled([8, 8, 48, 48], 6, 6, stripes)) expect(Math.abs(value - 100)).toBeLessThan(4);
  });

  it('goes on with the edge beyond the plane', () => {
    expect(resampled([-4, 0, 4, 1], 4, 1, { ...plane, height: 1 })).toEqual([0, 0, 0, 0]);
    expect(resampled([100, 100, 5, 5], 2, 2)).toEqual([8, 8, 8, 8]);
  });

  it('reads rows at their stride', () => {
    const padded: Plane = { data: Uint8Array.of(1, 2, 99, 3, 4, 99), width: 2, height: 2, stride: 3 };
    expect(resampled([0, 0, 2, 2], 2, 2, padded)).toEqual([1, 2, 3, 4]);
  });
});
