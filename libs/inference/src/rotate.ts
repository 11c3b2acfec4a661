import type { Plane } from './frame.ts';

/** Degrees clockwise by which a picture has to be turned to stand upright. */
export type Rotation = 0 | 90 | 180 | 270;

/**
 * The picture turned upright, in memory of its own; the plane itself where nothing is to be done.
 *
 * @param turned where it is written to: `width * height` bytes
 * @param mirrored whether left and right are swapped before the turn
 */
export function upright(
  plane: Plane,
  rotation: Rotation,
  turned: Uint8Array = new Uint8Array(plane.width * plane.height),
  mirrored = false,
): Plane {
  if (rotation === 0 && !mirrored) return plane;
  const { data, width, height, stride } = plane;
  const { start, right, down } = mirrored ? fromTheRight(steps(width, height, rotation), width) : steps(width, height, rotation);
  for (let row = 0; row < height; row++) {
    let to = start + row * down;
    for (let from = row * stride, end = from + width; from < end; from++, to += right) turned[to] = data[from]!;
  }
  return rotation === 0 || rotation === 180
    ? { data: turned, width, height, stride: width }
    : { data: turned, width: height, height: width, stride: height };
}

/** Where the first pixel goes, and how far apart in the turned picture neighbours to the right and below come to lie. */
interface Steps {
  readonly start: number;
  readonly right: number;
  readonly down: number;
}

const fromTheRight = ({ start, right, down }: Steps, width: number): Steps => ({ start: start + (width - 1) * right, right: -right, down });

function steps(width: number, height: number, rotation: Rotation): Steps {
  switch (rotation) {
    case 0:
      return { start: 0, right: 1, down: width };
    case 90:
      return { start: height - 1, right: height, down: -1 };
    case 180:
      return { start: width * height - 1, right: -1, down: -width };
    case 270:
      return { start: (width - 1) * height, right: -height, down: 1 };
  }
}
