import { describe, expect, it } from 'vitest';
import { columnOffset } from './cascade-tables.ts';
import { instantiateKernel } from './kernel.ts';
import { tapsOf } from './taps.ts';

const PIXELS = 0;
const [OUT, SUMS, SQUARES, COLUMNS, ROWS] = [1 << 18, 2 << 18, 6 << 18, 10 << 18, 11 << 18];

function kernel() {
  const { memory, ...functions } = instantiateKernel();
  memory.grow(48);
  return { ...functions, bytes: new Uint8Array(memory.buffer), words: new Int32Array(memory.buffer) };
}

describe('resize', () => {
  const plane = [0, 50, 100, 255, 10, 60, 110, 200, 30, 20, 250, 7];

  function resized(width: number, height: number): number[] {
    const { bytes, words, resize } = kernel();
    bytes.set(plane, PIXELS);
    words.set(tapsOf(4, width), COLUMNS / 4);
    words.set(tapsOf(3, height), ROWS / 4);
    resize(PIXELS, 4, COLUMNS, ROWS, width, height, OUT);
    return [...bytes.subarray(OUT, OUT + width * height)];
  }

  // Expected: OpenCV 4.6, cv2.resize(…, interpolation=cv2.INTER_LINEAR_EXACT).
  it('shrinks as OpenCV does', () => {
    expect(resized(3, 2)).toEqual([11, 78, 218, 26, 123, 82]);
  });

  it('grows as OpenCV does', () => {
    expect(resized(6, 5)).toEqual([
      0, 25, 58, 92, 178, 255, 4, 29, 62, 96, 169, 233, 10, 35, 68, 102, 155, 200, 22, 29, 63, 168, 139, 84, 30, 25, 59, 211, 129, 7,
    ]);
  });

  it('copies at the same size', () => {
    expect(resized(4, 3)).toEqual(plane);
  });
});

describe.each([1, 2] as const)('integrate for windows %i pixels apart', (step) => {
  it('sums all pixels above and left of a point, and their squares', () => {
    const { bytes, words, integrate } = kernel();
    const pixels = Uint8Array.from({ length: 20 }, (_, index) => (index * 37) % 256);
    const [half, stride] = [32, 64];
    bytes.set(pixels, PIXELS);
    integrate(PIXELS, 5, 4, step, half, stride, SUMS, SQUARES);
    for (let y = 0; y <= 4; y++) {
      for (let x = 0; x <= 5; x++) {
        const inside = [...pixels].filter((_, index) => index % 5 < x && Math.floor(index / 5) < y);
        const at = y * stride + columnOffset(x, step, half);
        expect(words[(SUMS + at) / 4]).toBe(inside.reduce((sum, value) => sum + value, 0));
        expect(words[(SQUARES + at) / 4]).toBe(inside.reduce((sum, value) => sum + value * value, 0));
      }
    }
  });

  it('gives the right squares of a window even where their sum has wrapped around', () => {
    const { bytes, words, integrate } = kernel();
    const side = 400;
    const [half, stride] = [1_000, 2_000];
    bytes.fill(255, PIXELS, PIXELS + side * side);
    integrate(PIXELS, side, side, step, half, stride, SUMS, SQUARES);
    const at = (x: number, y: number) => words[(SQUARES + y * stride + columnOffset(x, step, half)) / 4]!;
    expect((at(380, 380) - at(360, 380) - at(380, 360) + at(360, 360)) >>> 0).toBe(20 * 20 * 255 * 255);
  });
});
