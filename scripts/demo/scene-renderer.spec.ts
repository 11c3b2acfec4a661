import { describe, expect, it } from 'vitest';
import { loadFaces } from './face-images.ts';
import { SceneRenderer } from './scene-renderer.ts';

describe('SceneRenderer', async () => {
  const faces = await loadFaces();

  it('draws I420 of the size asked for, the same for the same time', () => {
    const renderer = new SceneRenderer(faces, { width: 320, height: 180 });
    const frame = renderer.frame(1_234);
    expect(frame).toHaveLength((320 * 180 * 3) / 2);
    expect(renderer.frame(1_234)).toEqual(frame);
  });

  it('moves a little, and changes the face with the story', () => {
    const renderer = new SceneRenderer(faces, { width: 320, height: 180 });
    const differing = (a: Uint8ClampedArray, b: Uint8ClampedArray) =>
      a.reduce((count, value, at) => count + (Math.abs(value - b[at]!) > 20 ? 1 : 0), 0);
    expect(differing(renderer.frame(1_000), renderer.frame(1_033))).toBeLessThan(200);
    expect(differing(renderer.frame(1_000), renderer.frame(8_000))).toBeGreaterThan(500);
  });

  it('refuses odd sizes, of which chroma cannot have half', () => {
    expect(() => new SceneRenderer(faces, { width: 321, height: 180 })).toThrow(RangeError);
  });
});
