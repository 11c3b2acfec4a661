import { describe, expect, it } from 'vitest';
import type { Rotation } from '#inference/rotate';
import { tappedPicture } from './frame-tap.ts';

/** Luma 1 2 3 / 4 5 6, each row followed by what nobody looks at. */
const luma = Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 0);
const picture = (rotation: Rotation) => tappedPicture(3, 2, rotation, () => ({ data: luma, width: 3, height: 2, stride: 4 }));
const rowsOf = ({ y, width, height, stride }: { y: Uint8Array | Uint8ClampedArray; width: number; height: number; stride: number }) =>
  Array.from({ length: height }, (_, row) => [...y.subarray(row * stride, row * stride + width)]);

describe('tappedPicture', () => {
  it('hands over the luma plane of an upright picture without copying', () => {
    const frame = picture(0).toFrame(5);
    expect(frame).toMatchObject({ width: 3, height: 2, stride: 4, atMs: 5, handOver: true });
    expect(frame.y).toBe(luma);
    expect(rowsOf(frame)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it.each([
    [
      90,
      [
        [4, 1],
        [5, 2],
        [6, 3],
      ],
    ],
    [
      180,
      [
        [6, 5, 4],
        [3, 2, 1],
      ],
    ],
    [
      270,
      [
        [3, 6],
        [2, 5],
        [1, 4],
      ],
    ],
  ] as const)('turns a picture by %d degrees clockwise', (rotation, rows) => {
    const turned = picture(rotation);
    expect([turned.width, turned.height]).toEqual([rows[0].length, rows.length]);
    expect(rowsOf(turned.toFrame(0))).toEqual(rows);
  });
});
