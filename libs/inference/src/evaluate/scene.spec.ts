import { describe, expect, it } from 'vitest';
import { packedCopy, subPlane } from '../frame.ts';
import { light } from '../quality.ts';
import { tightFace } from '../testing/labelled-faces.ts';
import { seeded } from './random.ts';
import { sceneWith } from './scene.ts';

describe('sceneWith', () => {
  const face = tightFace();

  it('has the face in it, whole, at the sizes of a call', () => {
    for (let seed = 0; seed < 12; seed++) {
      const {
        plane,
        box: [x, y, width, height],
      } = sceneWith(face, seeded(seed));
      expect([plane.width, plane.height, width]).toEqual([320, 180, height]);
      expect(height).toBeGreaterThanOrEqual(64);
      expect(height).toBeLessThanOrEqual(110);
      expect(Math.min(x, y, 320 - x - width, 180 - y - height)).toBeGreaterThanOrEqual(0);
      // As bright and as rich in contrast as the face is.
      const [pasted, original] = [light(packedCopy(subPlane(plane, x, y, width, height))), light(face)];
      expect(Math.abs(pasted.mean - original.mean)).toBeLessThan(4);
      expect(Math.abs(pasted.contrast - original.contrast)).toBeLessThan(8);
    }
  });

  it('is the same for a seed, and another room for another one', () => {
    expect(sceneWith(face, seeded(1))).toEqual(sceneWith(face, seeded(1)));
    expect(sceneWith(face, seeded(1)).box).not.toEqual(sceneWith(face, seeded(2)).box);
  });
});
