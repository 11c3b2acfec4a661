import { describe, expect, it } from 'vitest';
import type { Box } from '#contracts/emotion';
import { subPlane, type Plane } from '../frame.ts';
import * as plain from '../testing/plain-pixels.ts';
import { pixels } from './pixel-kernel.ts';

const plane: Plane = { data: Uint8Array.of(0, 50, 100, 250, 10, 60, 110, 200, 30, 20, 240, 8), width: 4, height: 3, stride: 4 };

function resampled(box: Box, width: number, height: number, from = plane): number[] {
  const out = new Float32Array(width * height + 1);
  pixels.resample(from, box, width, height, out, 1);
  return [...out.subarray(1)];
}

/** Bright on the right of a line through `(x, y)` at an angle, soft enough for sampling. */
function slope(width: number, height: number, x: number, y: number, angle: number): Plane {
  const data = Uint8Array.from({ length: width * height }, (_, index) => {
    const along = ((index % width) + 0.5 - x) * Math.cos(angle) + (Math.floor(index / width) + 0.5 - y) * Math.sin(angle);
    return Math.max(0, Math.min(255, 128 + along * 3));
  });
  return { data, width, height, stride: width };
}

/** Seeded (Lehmer), so that a failure can be seen again. */
function randomly(seed: number): (from: number, to: number) => number {
  let state = seed;
  return (from, to) => {
    state = (state * 48_271) % 2_147_483_647;
    return from + (state / 2_147_483_647) * (to - from);
  };
}

/** Noise of some size, as a part of a larger plane. */
function noise(random: (from: number, to: number) => number, width: number, height: number): Plane {
  const [stride, rows] = [width + 7, height + 3];
  const data = Uint8Array.from({ length: stride * rows }, () => random(0, 256));
  return subPlane({ data, width: stride, height: rows, stride }, 5, 2, width, height);
}

const farthest = (some: Float32Array, other: Float32Array) =>
  some.reduce((most, value, index) => Math.max(most, Math.abs(value - other[index]!)), 0);

describe('what the kernel computes is what the plain code says', () => {
  const random = randomly(20_261_130);
  const sides = Array.from({ length: 40 }, () => [Math.floor(random(1, 200)), Math.floor(random(1, 200))] as const);

  it.each(sides)('halved, %i x %i pixels', (width, height) => {
    const source = noise(random, 2 * width, 2 * height);
    expect(pixels.halve(source)).toEqual(plain.halved(source));
  });

  it.each(sides)('averaged to %i x %i pixels', (width, height) => {
    const source = noise(random, Math.round(width * random(1, 4)), Math.round(height * random(1, 4)));
    expect(pixels.average(source, width, height)).toEqual(plain.averaged(source, width, height));
  });

  it.each(sides)('resampled from a plane of %i x %i pixels, also beyond it', (width, height) => {
    const source = noise(random, width, height);
    const box: Box = [random(-60, width), random(-60, height), random(0.5, 300), random(0.5, 300)];
    const [across, down] = [Math.ceil(random(0, 70)), Math.ceil(random(0, 70))];
    const [some, other] = [new Float32Array(across * down), new Float32Array(across * down)];
    pixels.resample(source, box, across, down, some);
    plain.resample(source, box, across, down, other);
    expect(farthest(some, other)).toBeLessThan(0.001);
  });

  it.each(sides)('turned in a plane of %i x %i pixels, also beyond it', (width, height) => {
    const source = noise(random, width, height);
    const place = { a: random(-4, 4), b: random(-4, 4), x: random(-60, width), y: random(-60, height) };
    const [some, other] = [new Float32Array(32 * 24), new Float32Array(32 * 24)];
    pixels.resampleTurned(source, place, 32, 24, some);
    plain.resampleTurned(source, place, 32, 24, other);
    expect(farthest(some, other)).toBeLessThan(0.001);
  });

  it('also far away from the plane, and of a box without a size', () => {
    const source = noise(random, 30, 20);
    for (const box of [
      [1e6, -1e6, 50, 50],
      [-400, 3, 10, 10],
      [5, 5, 0, 0],
    ] as Box[]) {
      const [some, other] = [new Float32Array(64), new Float32Array(64)];
      pixels.resample(source, box, 8, 8, some);
      plain.resample(source, box, 8, 8, other);
      expect(farthest(some, other)).toBeLessThan(0.001);
    }
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

describe('resampleTurned', () => {
  it('is `resample` where nothing is turned, larger and smaller', () => {
    const plane = slope(60, 50, 28, 25, 0.6);
    for (const [x, y, side] of [
      [10, 5, 12],
      [-6, -3, 55],
      [20, 20, 24],
    ] as const) {
      const [straight, turned] = [new Float32Array(24 * 24), new Float32Array(24 * 24)];
      pixels.resample(plane, [x, y, side, side], 24, 24, straight);
      pixels.resampleTurned(plane, { a: side / 24, b: 0, x, y }, 24, 24, turned);
      turned.forEach((value, index) => expect(Math.abs(value - straight[index]!)).toBeLessThan(0.01));
    }
  });

  it.each([-0.6, 0.3, 1.2])('turns a picture that leans by %f upright', (angle) => {
    const out = new Float32Array(32 * 32);
    const [cos, sin] = [Math.cos(angle) * 1.5, Math.sin(angle) * 1.5];
    // The middle of the crop comes from the middle of the plane.
    pixels.resampleTurned(
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
    pixels.resampleTurned({ data, width: 128, height: 128, stride: 128 }, { a: 4, b: 3, x: 56, y: 10 }, 16, 16, out);
    for (const value of out) expect(Math.abs(value - 100)).toBeLessThan(6);
  });
});
