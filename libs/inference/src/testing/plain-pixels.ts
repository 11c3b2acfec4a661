import type { Box } from '#contracts/emotion';
import type { Plane } from '../frame.ts';
import type { Similarity } from '../pixels/pixel-kernel.ts';

// What `PixelKernel` computes, written as plainly as it can be said: the tests compare both.

/** Each pixel the mean of four. */
export function halved({ data, width, height, stride }: Plane): Plane {
  const out = new Uint8Array((width >> 1) * (height >> 1));
  for (let row = 0, at = 0; at < out.length; row += 2 * stride) {
    for (let above = row, below = row + stride; above < row + width; above += 2, below += 2) {
      out[at++] = (data[above]! + data[above + 1]! + data[below]! + data[below + 1]! + 2) >> 2;
    }
  }
  return { data: out, width: width >> 1, height: height >> 1, stride: width >> 1 };
}

export function averaged(plane: Plane, width: number, height: number): Plane {
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

/**
 * A box of a plane as `width` x `height` grey values (0-255, not rounded), written to `out` at `offset`. Growing is bilinear (pixel centres, as torch's `interpolate(align_corners=False)`), shrinking widens the same
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
