import sharp from 'sharp';
import type { Plane } from '../frame.ts';
import { background, drawFace } from './drawn-frame.ts';

export const FERPLUS_HEADER = 'split,index,name,fer2013,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';

const FACE = 48;

/** A drawn face of 48x48 that a Viola-Jones detector finds, cut as tight as a data set's. */
export function tightFace(): Plane {
  const plane = background(FACE, FACE);
  drawFace(plane, FACE / 2, FACE / 2, FACE);
  return plane;
}

/**
 * Writes a lossless mosaic of faces of 48x48, as `labels.csv` has beside it.
 *
 * @param faces a number is a face of nothing but that grey
 * @param columns faces a row; data sets have 100
 */
export async function writeMosaic(path: string, faces: readonly (number | Plane)[], columns = 100): Promise<void> {
  const [width, height] = [FACE * columns, FACE * Math.ceil(faces.length / columns)];
  const data = Buffer.alloc(width * height);
  faces.forEach((face, index) => {
    const start = Math.floor(index / columns) * FACE * width + (index % columns) * FACE;
    for (let y = 0; y < FACE; y++) {
      if (typeof face === 'number') data.fill(face, start + y * width, start + y * width + FACE);
      else data.set(face.data.subarray(y * face.stride, y * face.stride + FACE), start + y * width);
    }
  });
  await sharp(data, { raw: { width, height, channels: 1 } })
    .webp({ lossless: true })
    .toFile(path);
}
