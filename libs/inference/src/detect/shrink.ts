import type { Plane } from '../frame.ts';
import { pixels } from '../pixels/pixel-kernel.ts';

/**
 * Shrinks a plane to at most `maxPixels` pixels by averaging areas, so that fine texture does not turn into noise.
 *
 * @returns the smaller plane and how many times smaller it is each way; the plane itself (scale 1) where it is small enough
 */
export function shrinkTo(plane: Plane, maxPixels: number): { plane: Plane; scale: number } {
  let small = plane;
  // Halving takes a quarter of the time, and is all there is to do where simulcast layers double in size.
  while (isEven(small) && small.width * small.height >= 4 * maxPixels) small = pixels.halve(small);
  const scale = Math.sqrt((small.width * small.height) / maxPixels);
  if (scale > 1) small = pixels.average(small, Math.max(1, Math.floor(small.width / scale)), Math.max(1, Math.floor(small.height / scale)));
  return { plane: small, scale: plane.width / small.width };
}

/** Whether both sides can be halved. */
const isEven = ({ width, height }: Plane): boolean => width % 2 === 0 && height % 2 === 0;

/** A plane, its half, its quarter, ... each made when first asked for: shrinking what has been halved costs less than shrinking the plane every time. */
export class Halves {
  readonly #planes: [Plane, ...Plane[]];

  constructor(plane: Plane) {
    this.#planes = [plane];
  }

  get whole(): Plane {
    return this.#planes[0];
  }

  /** The smallest of them that is no smaller than this, or the plane itself. */
  atLeast(width: number, height: number): Plane {
    let at = 0;
    for (let plane = this.#planes[0]; isEven(plane) && plane.width >= 2 * width && plane.height >= 2 * height; plane = this.#planes[at]!) {
      at++;
      if (at === this.#planes.length) this.#planes.push(pixels.halve(plane));
    }
    return this.#planes[at]!;
  }
}
