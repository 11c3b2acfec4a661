import { describe, expect, it } from 'vitest';
import { toLab, typologyAngle } from './skin-tone.ts';

const LANDMARKS = [
  [30, 40],
  [70, 40],
  [50, 60],
  [35, 80],
  [65, 80],
] as const;

function filled(red: number, green: number, blue: number, side = 100) {
  return { data: Uint8Array.from({ length: 3 * side * side }, (_, at) => [red, green, blue][at % 3]!), width: side, height: side };
}

describe('toLab', () => {
  it.each([
    [
      [255, 255, 255],
      [100, 0, 0],
    ],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [255, 0, 0],
      [53.24, 80.09, 67.2],
    ],
    [
      [0, 0, 255],
      [32.3, 79.19, -107.86],
    ],
  ])('knows %j', ([red, green, blue], lab) => {
    toLab(red!, green!, blue!).forEach((value, k) => expect(value).toBeCloseTo(lab[k]!, 1));
  });
});

describe('typologyAngle', () => {
  it('falls from light to dark skin', () => {
    const angles = [filled(245, 222, 205), filled(224, 172, 140), filled(150, 105, 75), filled(70, 45, 32)].map(
      (picture) => typologyAngle(picture, LANDMARKS)!,
    );
    expect(angles).toEqual(angles.toSorted((a, b) => b - a));
    expect(angles[0]).toBeGreaterThan(55);
    expect(angles[3]).toBeLessThan(-30);
  });

  it('looks at the cheeks alone', () => {
    const picture = filled(20, 200, 20);
    for (const [x, y] of [
      [32, 62],
      [67, 62],
    ] as const)
      for (let row = y - 6; row <= y + 6; row++)
        for (let column = x - 6; column <= x + 6; column++) picture.data.set([224, 172, 140], 3 * (row * 100 + column));
    expect(typologyAngle(picture, LANDMARKS)).toBeCloseTo(typologyAngle(filled(224, 172, 140), LANDMARKS)!, 5);
  });

  it('says nothing of a grey picture, or of a cheek outside', () => {
    expect(typologyAngle(filled(150, 150, 150), LANDMARKS)).toBeNull();
    expect(
      typologyAngle(
        filled(224, 172, 140),
        LANDMARKS.map(([x, y]) => [x - 35, y] as const),
      ),
    ).toBeNull();
  });
});
