import type { Box } from '#contracts/emotion';
import type { ClassifierManifest } from '#contracts/model-manifest';
import type { Plane } from '../frame.ts';

/** The square that a classifier wants to see around a detector's box; it may leave the frame. */
export function squareAround(box: Box, crop: ClassifierManifest['crop']): Box {
  const [x, y, width, height] = box;
  const side = Math.max(width, height) * crop.scale;
  return [x + width / 2 - side / 2, y + height / 2 + side * crop.shiftY - side / 2, side, side];
}

/**
 * Cuts a box out of a plane and resizes it to `width` x `height` grey values (0-255, not rounded), written to `out` at
 * `offset`. Growing is bilinear (pixel centres, as torch's `interpolate(align_corners=False)`), shrinking widens the same
 * triangle so that it averages what it skips. Beyond the plane's edges, the edge goes on.
 */
export function resample(plane: Plane, box: Box, width: number, height: number, out: Float32Array, offset = 0): void {
  const columns = weightsOf(box[0], box[2], width, plane.width);
  const rows = weightsOf(box[1], box[3], height, plane.height);
  const { data, stride } = plane;
  const { weights, places, taps } = columns;
  const first = Math.min(...rows.starts);
  const last = Math.max(...rows.starts) + rows.taps - 1;
  const lines = new Float32Array((last - first + 1) * width);
  for (let line = first; line <= last; line++) {
    const row = clamp(line, plane.height) * stride;
    const start = (line - first) * width;
    for (let x = 0, at = 0; x < width; x++) {
      let sum = 0;
      for (let tap = 0; tap < taps; tap++, at++) sum += weights[at]! * data[row + places[at]!]!;
      lines[start + x] = sum;
    }
  }
  out.fill(0, offset, offset + width * height);
  for (let y = 0; y < height; y++) {
    for (let tap = 0; tap < rows.taps; tap++) {
      const weight = rows.weights[y * rows.taps + tap]!;
      if (weight === 0) continue;
      const line = (rows.starts[y]! - first + tap) * width;
      for (let x = 0, at = offset + y * width; x < width; x++, at++) out[at]! += weight * lines[line + x]!;
    }
  }
}

const clamp = (value: number, size: number): number => (value < 0 ? 0 : value >= size ? size - 1 : value);

/** Per output pixel: the first input pixel (maybe outside), and `taps` weights that sum to 1 with the pixels that they are for (inside). */
function weightsOf(
  start: number,
  length: number,
  to: number,
  limit: number,
): { starts: Int32Array; places: Int32Array; weights: Float32Array; taps: number } {
  const scale = length / to;
  const reach = Math.max(scale, 1);
  // So many pixels at most lie nearer than `reach`.
  const taps = Math.ceil(2 * reach);
  const starts = new Int32Array(to);
  const places = new Int32Array(to * taps);
  const weights = new Float32Array(to * taps);
  for (let index = 0; index < to; index++) {
    const centre = start + (index + 0.5) * scale - 0.5;
    // Far outside, every pixel is the edge; the bound keeps a wild box from costing memory.
    const first = Math.min(Math.max(Math.ceil(centre - reach), -2 * taps), limit + 2 * taps);
    starts[index] = first;
    let total = 0;
    for (let tap = 0; tap < taps; tap++) places[index * taps + tap] = clamp(first + tap, limit);
    for (let tap = 0; tap < taps; tap++) total += weights[index * taps + tap] = Math.max(0, 1 - Math.abs(first + tap - centre) / reach);
    if (total === 0) weights[index * taps] = total = 1;
    for (let tap = 0; tap < taps; tap++) weights[index * taps + tap]! /= total;
  }
  return { starts, places, weights, taps };
}
