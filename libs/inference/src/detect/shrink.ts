import type { Plane } from '../frame.ts';

/**
 * Shrinks a plane to at most `maxPixels` pixels by averaging areas, so that fine texture does not turn into noise.
 *
 * @returns the smaller plane and how many times smaller it is each way; the plane itself (scale 1) where it is small enough
 */
export function shrinkTo(plane: Plane, maxPixels: number): { plane: Plane; scale: number } {
  const scale = Math.sqrt((plane.width * plane.height) / maxPixels);
  if (scale <= 1) return { plane, scale: 1 };
  const width = Math.max(1, Math.floor(plane.width / scale));
  const height = Math.max(1, Math.floor(plane.height / scale));
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
  return { plane: { data, width, height, stride: width }, scale: plane.width / width };
}

/** Where each output pixel's share of the input begins, in whole pixels; the last entry is the end. */
function edges(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to + 1 }, (_, index) => Math.round((index * from) / to));
}
