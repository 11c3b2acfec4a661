import { describe, expect, it } from 'vitest';
import type { EncodedFrame } from './frame-assembler.ts';
import { rotationOf } from './video-orientation.ts';

/** A picture whose packets carry the extension 4 with these values, or none of that number. */
const picture = (...values: (number | null)[]) =>
  ({
    packets: values.map((value) => ({ extensions: value === null ? null : { form: 0xbede, data: Buffer.of(0x40, value, 0, 0) } })),
  }) as unknown as EncodedFrame;

describe('rotationOf', () => {
  it.each([
    [0, 0],
    [1, 90],
    [2, 180],
    [3, 270],
    [9, 90],
  ])('reads %i as %i degrees, whatever camera and mirror bits say', (value, degrees) => {
    expect(rotationOf(picture(null, value), 4)).toBe(degrees);
  });

  it('answers null where nothing is said or negotiated', () => {
    expect(rotationOf(picture(null), 4)).toBeNull();
    expect(rotationOf(picture(1), 5)).toBeNull();
    expect(rotationOf(picture(1), null)).toBeNull();
  });
});
