import type { Plane } from './frame.ts';

/** Degrees clockwise by which a picture has to be turned to stand upright. */
export type Rotation = 0 | 90 | 180 | 270;

/**
 * The picture turned upright, in memory of its own; the plane itself where nothing is to be turned.
 *
 * @param turned where it is written to: `width * height` bytes
 */
export function upright(plane: Plane, rotation: Rotation, turned: Uint8Array = new Uint8Array(plane.width * plane.height)): Plane {
  if (rotation === 0) return plane;
  const { data, width, height, stride } = plane;
  const { start, right, down } = steps(width, height, rotation);
  for (let row = 0; row < height; row++) {
    let to = start + row * down;
    for (let from = row * stride, end = from + width; from < end; from++, to += right) turned[to] = data[from]!;
  }
  return rotation === 180 ? { data: turned, width, height, stride: width } : { data: turned, width: height, height: width, stride: height };
}

/** Where the first pixel goes, and how far apart in the turned picture neighbours to the right and below come to lie. */
function steps(width: number, height: number, rotation: Exclude<Rotation, 0>): { start: number; right: number; down: number } {
  switch (rotation) {
    case 90:
      return { start: height - 1, right: height, down: -1 };
    case 180:
      return { start: width * height - 1, right: -1, down: -width };
    case 270:
      return { start: (width - 1) * height, right: -height, down: 1 };
  }
}
