import { describe, expect, it } from 'vitest';
import type { Rotation } from '#inference/rotate';
import { tappedPicture } from './frame-tap.ts';
import { PlaneMemory } from './plane-memory.ts';

/** Luma 1 2 3 / 4 5 6, each row followed by what nobody looks at. */
const LUMA = [1, 2, 3, 0, 4, 5, 6, 0];
const picture = (rotation: Rotation, memory = new PlaneMemory()) =>
  tappedPicture(3, 2, rotation, memory, () => {
    const data = memory.take(LUMA.length);
    data.set(LUMA);
    return { data, width: 3, height: 2, stride: 4 };
  });
const rowsOf = ({ y, width, height, stride }: { y: Uint8Array | Uint8ClampedArray; width: number; height: number; stride: number }) =>
  Array.from({ length: height }, (_, row) => [...y.subarray(row * stride, row * stride + width)]);

describe('tappedPicture', () => {
  it('gives the luma plane of an upright picture in memory that any thread can read, and that the next one gets', () => {
    const memory = new PlaneMemory();
    const frame = picture(0, memory).toFrame(5);
    expect(frame).toMatchObject({ width: 3, height: 2, stride: 4, atMs: 5 });
    expect(frame.y.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(rowsOf(frame)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(picture(0, memory).toFrame(6).y).not.toBe(frame.y);
    frame.free();
    expect(picture(0, memory).toFrame(7).y).toBe(frame.y);
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
