import { describe, expect, it } from 'vitest';
import type { Crop } from '../classify/cutout.ts';
import { pixels } from '../pixels/pixel-kernel.ts';
import { packedCopy, subPlane } from '../frame.ts';
import { background, drawFace } from '../testing/drawn-frame.ts';
import { CORRUPTIONS } from './corrupt.ts';
import { gaussian, seeded } from './random.ts';

const SIDE = 48;
// A window into a wider plane, as a mosaic's faces are.
const wide = background(200, 60);
drawFace(wide, 84, 28, 44);
const face = subPlane(wide, 60, 4, SIDE, SIDE);
const original = packedCopy(wide).data;

function seen({ plane, box }: Pick<Crop, 'plane' | 'box'>): Float32Array {
  const values = new Float32Array(SIDE * SIDE);
  pixels.resample(plane, box, SIDE, SIDE, values);
  return values;
}

const clean = seen({ plane: face, box: [0, 0, SIDE, SIDE] });
const difference = (values: Float32Array) => values.reduce((sum, value, index) => sum + Math.abs(value - clean[index]!), 0) / values.length;
/** Over several seeds, since some corruptions toss a coin. */
async function harm(name: string, strength: 0 | 1 | 2): Promise<number> {
  const tries = Array.from({ length: 8 }, async (_, seed) => CORRUPTIONS[name]!.apply(face, strength, seeded(seed)));
  return (await Promise.all(tries)).reduce((sum, crop) => sum + difference(seen(crop)), 0) / tries.length;
}

describe.each(Object.keys(CORRUPTIONS))('%s', (name) => {
  it('does more harm the stronger it is, and none to the data set', async () => {
    const [weak, medium, strong] = [await harm(name, 0), await harm(name, 1), await harm(name, 2)];
    expect(weak).toBeGreaterThan(0.5);
    expect(medium).toBeGreaterThan(weak);
    expect(strong).toBeGreaterThan(medium);
    expect(wide.data).toEqual(original);
  });

  it('is the same every time', async () => {
    const { apply, strengths } = CORRUPTIONS[name]!;
    expect(seen(await apply(face, 1, seeded(name, 7)))).toEqual(seen(await apply(face, 1, seeded(name, 7))));
    expect(new Set(strengths)).toHaveLength(3);
  });
});

describe('seeded', () => {
  it('differs by seed and is spread as it should be', () => {
    expect(seeded('a', 1)()).not.toBe(seeded('a', 2)());
    const random = seeded('spread');
    const values = Array.from({ length: 4_000 }, () => gaussian(random));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(values.reduce((sum, value) => sum + value ** 2, 0) / values.length).toBeCloseTo(1, 1);
  });
});
