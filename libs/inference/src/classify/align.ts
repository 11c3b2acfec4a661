import type { Landmarks } from '../detect/detector.ts';
import type { Plane } from '../frame.ts';

/** Where a crop's pixels lie in a plane: x = `a` u - `b` v + `x`, y = `b` u + `a` v + `y`, u and v from the crop's corner. */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly x: number;
  readonly y: number;
}

/**
 * The turn, scale and shift (no shear, no mirror image) that lays `from` as close as possible, in least squares, to `to`
 * (Umeyama 1991, in the plane).
 *
 * @returns null where the points do not say, because all of `from` are one point
 */
export function similarity(from: Landmarks, to: Landmarks): Similarity | null {
  const [fromX, fromY] = centre(from);
  const [toX, toY] = centre(to);
  let [along, across, spread] = [0, 0, 0];
  from.forEach(([px, py], index) => {
    const [u, v] = [px - fromX, py - fromY];
    const [x, y] = [to[index]![0] - toX, to[index]![1] - toY];
    along += u * x + v * y;
    across += u * y - v * x;
    spread += u * u + v * v;
  });
  if (!(spread > 0) || !(along * along + across * across > 0)) return null;
  const [a, b] = [along / spread, across / spread];
  return { a, b, x: toX - a * fromX + b * fromY, y: toY - b * fromX - a * fromY };
}

/**
 * Cuts a turned square out of a plane: as `resample`, to which it is equal where nothing is turned, with the same triangle
 * around each pixel's place. Beyond the plane's edges, the edge goes on.
 *
 * @param place in the plane of the crop's pixels, for a crop of `width` x `height`
 * @param out receives grey values, 0-255, not rounded, from `offset` on
 */
export function resampleTurned(
  plane: Plane,
  { a, b, x, y }: Similarity,
  width: number,
  height: number,
  out: Float32Array,
  offset = 0,
): void {
  const reach = Math.max(1, Math.hypot(a, b));
  const taps = Math.ceil(reach) * 2 + 1;
  const columns = new Int32Array(taps);
  const weights = new Float64Array(taps);
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const centreX = a * (u + 0.5) - b * (v + 0.5) + x - 0.5;
      const centreY = b * (u + 0.5) + a * (v + 0.5) + y - 0.5;
      const left = Math.ceil(centreX - reach);
      const top = Math.ceil(centreY - reach);
      let across = 0;
      for (let tap = 0; tap < taps; tap++) {
        columns[tap] = clamp(left + tap, plane.width);
        across += weights[tap] = Math.max(0, 1 - Math.abs(left + tap - centreX) / reach);
      }
      let [sum, total] = [0, 0];
      for (let tap = 0; tap < taps; tap++) {
        const weight = Math.max(0, 1 - Math.abs(top + tap - centreY) / reach);
        if (weight === 0) continue;
        const row = clamp(top + tap, plane.height) * plane.stride;
        let line = 0;
        for (let column = 0; column < taps; column++) line += weights[column]! * plane.data[row + columns[column]!]!;
        sum += weight * line;
        total += weight;
      }
      out[offset + v * width + u] = sum / (total * across);
    }
  }
}

const clamp = (value: number, size: number): number => (value < 0 ? 0 : value >= size ? size - 1 : value);

function centre(points: Landmarks): [x: number, y: number] {
  return [points.reduce((sum, [x]) => sum + x, 0) / points.length, points.reduce((sum, [, y]) => sum + y, 0) / points.length];
}
