import { describe, expect, it } from 'vitest';
import { integrate } from './integral.ts';

describe('integrate', () => {
  it('sums all pixels above and left of a point, and their squares, at any stride', () => {
    const pixels = Uint8Array.from({ length: 20 }, (_, index) => (index * 37) % 256);
    const stride = 8;
    const sums = new Int32Array(stride * 5).fill(-1);
    const squares = new Int32Array(stride * 5).fill(-1);
    integrate(pixels, 5, 4, stride, sums, squares);
    for (let y = 0; y <= 4; y++) {
      for (let x = 0; x <= 5; x++) {
        const inside = [...pixels].filter((_, index) => index % 5 < x && Math.floor(index / 5) < y);
        expect(sums[y * stride + x]).toBe(inside.reduce((sum, value) => sum + value, 0));
        expect(squares[y * stride + x]).toBe(inside.reduce((sum, value) => sum + value * value, 0));
      }
    }
  });

  it('gives the right squares of a window even where their sum has wrapped around', () => {
    const side = 400;
    const stride = side + 1;
    const sums = new Int32Array(stride * stride);
    const squares = new Int32Array(stride * stride);
    integrate(new Uint8Array(side * side).fill(255), side, side, stride, sums, squares);
    const at = (x: number, y: number) => squares[y * stride + x]!;
    expect((at(380, 380) - at(360, 380) - at(380, 360) + at(360, 360)) >>> 0).toBe(20 * 20 * 255 * 255);
  });
});
