import type { Plane } from '#inference/frame';

/** Per output coordinate: the first of two neighbouring inputs, and the second's weight in 1/256. */
interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weight: Int32Array;
}

/**
 * Bilinear resize in 8.8 fixed point, bit for bit OpenCV's INTER_LINEAR_EXACT on one grey plane. It does not smooth
 * before it shrinks: the cascades were trained with it that way.
 *
 * @param out receives `width * height` packed bytes
 */
export function resizeExact(plane: Plane, width: number, height: number, out: Uint8Array): void {
  const columns = tapsOf(plane.width, width);
  const rows = tapsOf(plane.height, height);
  const { data, stride } = plane;
  const { first, second, weight } = columns;
  for (let y = 0; y < height; y++) {
    const top = rows.first[y]! * stride;
    const bottom = rows.second[y]! * stride;
    const down = rows.weight[y]!;
    const up = 256 - down;
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const left = first[x]!;
      const right = second[x]!;
      const across = weight[x]!;
      const back = 256 - across;
      out[row + x] = (up * (back * data[top + left]! + across * data[top + right]!)
        + down * (back * data[bottom + left]! + across * data[bottom + right]!) + 32768) >> 16;
    }
  }
}

const known = new Map<number, Taps>();

function tapsOf(from: number, to: number): Taps {
  const key = from * 65_536 + to;
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const taps: Taps = { first: new Int32Array(to), second: new Int32Array(to), weight: new Int32Array(to) };
  const scale = from / to;
  for (let index = 0; index < to; index++) {
    const position = scale * (index + 0.5) - 0.5;
    const whole = Math.floor(position);
    const first = Math.min(Math.max(whole, 0), from - 1);
    taps.first[index] = first;
    taps.second[index] = Math.min(first + 1, from - 1);
    taps.weight[index] = whole >= 0 && whole < from - 1 ? Math.round((position - whole) * 256) : 0;
  }
  // Regions around tracked faces come in many sizes; a bound keeps the table small.
  if (known.size > 4096) known.clear();
  known.set(key, taps);
  return taps;
}
