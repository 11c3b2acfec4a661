import sharp from 'sharp';
import { EMOTIONS } from '#contracts/emotion';
import type { Plane } from '#inference/frame';
import { background, drawFace } from '#inference/testing/drawn-frame';
import { type GreyImage, loadFaces } from '../demo/face-images.ts';
import { SceneRenderer } from '../demo/scene-renderer.ts';

export interface NamedPlane {
  name: string;
  plane: Plane;
}

/** Frames that show nobody: drawn faces, the synthetic patient, and groups of composite faces in many sizes, tilts and lights. */
export async function syntheticScenes(): Promise<NamedPlane[]> {
  const faces = await loadFaces();
  const patient = [
    [320, 180],
    [240, 320],
    [480, 270],
  ].flatMap(([width = 0, height = 0], index) => {
    const renderer = new SceneRenderer(faces, { width, height, faceShare: [0.48, 0.3, 0.6][index]! });
    return [4_000, 13_000].map((timeMs) => ({ name: `patient-${width}x${height}-${timeMs / 1_000}s`, plane: luma(renderer, timeMs) }));
  });
  const groups = await Promise.all(
    Array.from({ length: 10 }, async (_, index) => ({ name: `group-${index}`, plane: await group(Object.values(faces), index) })),
  );
  const drawn = [
    [[80, 60, 60]],
    [
      [60, 70, 70],
      [180, 90, 90],
    ],
    [
      [120, 90, 44],
      [220, 60, 50],
      [40, 140, 40],
    ],
    [],
  ].map((places, index) => {
    const plane = background(261, 179);
    for (const [x, y, size] of places as [number, number, number][]) drawFace(plane, x, y, size);
    return { name: `drawn-${index}`, plane };
  });
  return [...drawn, ...patient, ...groups];
}

function luma(renderer: SceneRenderer, timeMs: number): Plane {
  const { width, height } = renderer;
  return { data: new Uint8Array(renderer.frame(timeMs).subarray(0, width * height)), width, height, stride: width };
}

/** Two to five faces before a pattern. */
async function group(faces: readonly GreyImage[], seed: number): Promise<Plane> {
  const random = mulberry32(seed);
  const plane = background(240 + 17 * seed, 180 + 13 * seed);
  for (let count = 2 + (seed % 4); count > 0; count--) {
    const side = Math.round(26 * 5 ** random());
    const face = await turned(
      faces[Math.floor(random() * EMOTIONS.length)]!,
      side,
      (random() - 0.5) * 30,
      0.4 + random(),
      (random() - 0.5) * 60,
    );
    paste(plane, face, Math.floor(random() * (plane.width - side)), Math.floor(random() * (plane.height - side)));
  }
  return plane;
}

async function turned({ side, pixels }: GreyImage, toSide: number, degrees: number, contrast: number, light: number): Promise<GreyImage> {
  const data = await sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .rotate(degrees, { background: '#808080' })
    .resize(toSide, toSide, { fit: 'fill' })
    .linear(contrast, light)
    .extractChannel(0)
    .raw()
    .toBuffer();
  return { side: toSide, pixels: data };
}

/** The oval in the middle of the picture. */
function paste(plane: Plane, { side, pixels }: GreyImage, left: number, top: number): void {
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const inside = Math.hypot((x / side - 0.5) / 0.4, (y / side - 0.5) / 0.47) <= 1;
      if (inside) plane.data[(top + y) * plane.stride + left + x] = pixels[y * side + x]!;
    }
  }
}

/** Public domain generator by Tommy Ettinger: the same numbers on each run. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
