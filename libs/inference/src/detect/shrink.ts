import type { Plane } from '../frame.ts';

/**
 * Shrinks a plane to at most `maxPixels` pixels by averaging areas, so that fine texture does not turn into noise.
 *
 * @returns the smaller plane and how many times smaller it is each way; the plane itself (scale 1) where it is small enough
 */
export function shrinkTo(plane: Plane, maxPixels: number): { plane: Plane; scale: number } {
  let small = plane;
  // Halving takes a quarter of the time, and is all there is to do where simulcast layers double in size.
  while (isEven(small) && small.width * small.height >= 4 * maxPixels) small = halved(small);
  const scale = Math.sqrt((small.width * small.height) / maxPixels);
  if (scale > 1) small = averaged(small, Math.max(1, Math.floor(small.width / scale)), Math.max(1, Math.floor(small.height / scale)));
  return { plane: small, scale: plane.width / small.width };
}

/** Whether both sides can be halved. */
const isEven = ({ width, height }: Plane): boolean => width % 2 === 0 && height % 2 === 0;

/** Each pixel the mean of four. */
function halved({ data, width, height, stride }: Plane): Plane {
  const out = new Uint8Array((width >> 1) * (height >> 1));
  for (let row = 0, at = 0; at < out.length; row += 2 * stride) {
    for (let above = row, below = row + stride; above < row + width; above += 2, below += 2) {
      out[at++] = (data[above]! + data[above + 1]! + data[below]! + data[below + 1]! + 2) >> 2;
    }
  }
  return { data: out, width: width >> 1, height: height >> 1, stride: width >> 1 };
}

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
      if (at === this.#planes.length) this.#planes.push(halved(plane));
    }
    return this.#planes[at]!;
  }
}

function averaged(plane: Plane, width: number, height: number): Plane {
  const columns = edges(plane.width, width);
  const rows = edges(plane.height, height);
  const data = new Uint8Array(width * height);
  const sums = new Uint32Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let from = rows[y]!; from < rows[y + 1]!; from++) {
      const row = from * plane.stride;
      let column = columns[0]!;
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (const end = columns[x + 1]!; column < end; column++) sum += plane.data[row + column]!;
        sums[x]! += sum;
      }
    }
    const tall = rows[y + 1]! - rows[y]!;
    for (let x = 0; x < width; x++) data[y * width + x] = sums[x]! / (tall * (columns[x + 1]! - columns[x]!)) + 0.5;
  }
  return { data, width, height, stride: width };
}

/** Where each output pixel's share of the input begins, in whole pixels; the last entry is the end. */
function edges(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to + 1 }, (_, index) => Math.round((index * from) / to));
}
