import type { Landmarks } from '../detect/detector.ts';
import type { Similarity } from '../pixels/pixel-kernel.ts';

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

function centre(points: Landmarks): [x: number, y: number] {
  return [points.reduce((sum, [x]) => sum + x, 0) / points.length, points.reduce((sum, [, y]) => sum + y, 0) / points.length];
}
