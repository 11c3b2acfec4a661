import { describe, expect, it } from 'vitest';
import { resizeExact } from './resize-exact.ts';

const plane = { data: Uint8Array.of(0, 50, 100, 255, 10, 60, 110, 200, 30, 20, 250, 7), width: 4, height: 3, stride: 4 };

function resized(width: number, height: number): number[] {
  const out = new Uint8Array(width * height);
  resizeExact(plane, width, height, out);
  return [...out];
}

describe('resizeExact', () => {
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
    expect(resized(4, 3)).toEqual([...plane.data]);
  });
});
