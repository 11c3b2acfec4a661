import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { pixels } from '../pixels/pixel-kernel.ts';
import type { Plane } from '../frame.ts';

const FOLDER = fileURLToPath(new URL('../../../../test/fixtures/faces', import.meta.url));

/** The composite faces of `test/fixtures`, which show nobody: grey, 192x192, from brow to chin. */
export async function compositeFaces(): Promise<Plane[]> {
  return Promise.all(
    readdirSync(FOLDER)
      .filter((name) => name.endsWith('.png'))
      .sort()
      .map((name) => compositeFace(name.replace('.png', ''))),
  );
}

/** The one of a FER+ class. */
export async function compositeFace(name: string): Promise<Plane> {
  const { data, info } = await sharp(`${FOLDER}/${name}.png`).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height, stride: info.width };
}

/** One face on its way to another of the same size; `share` 0 is the first, 1 the other. */
export function morph(from: Plane, to: Plane, share: number): Plane {
  return { ...from, data: Uint8Array.from(from.data, (value, at) => value + (to.data[at]! - value) * share + 0.5) };
}

/** Lays a face on a plane as an oval with soft edges, `size` pixels high, turned by `angle` radians around its centre `(x, y)`. */
export function layFace(plane: Plane, face: Plane, x: number, y: number, size: number, angle = 0): void {
  const values = new Float32Array(size * size);
  pixels.resample(face, [0, 0, face.width, face.height], size, size, values);
  const reach = Math.ceil(size * 0.75);
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const [column, row] = [Math.round(x) + dx, Math.round(y) + dy];
      if (column < 0 || row < 0 || column >= plane.width || row >= plane.height) continue;
      const u = (dx * Math.cos(angle) + dy * Math.sin(angle)) / size + 0.5;
      const v = (dy * Math.cos(angle) - dx * Math.sin(angle)) / size + 0.5;
      if (u < 0 || v < 0 || u >= 1 || v >= 1) continue;
      const soft = Math.min(1, Math.max(0, (1 - Math.hypot((u - 0.5) / 0.48, (v - 0.5) / 0.56)) * 6));
      const at = row * plane.stride + column;
      plane.data[at] = plane.data[at]! * (1 - soft) + values[Math.floor(v * size) * size + Math.floor(u * size)]! * soft;
    }
  }
}
