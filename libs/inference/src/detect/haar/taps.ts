const known = new Map<number, Int32Array>();

/**
 * Per output coordinate of a bilinear resize: the first of two neighbouring inputs, the second, and the second's weight in 1/256, as
 * OpenCV's INTER_LINEAR_EXACT has them. It does not smooth before it shrinks: the cascades were trained with it that way.
 */
export function tapsOf(from: number, to: number): Int32Array {
  const key = from * 65_536 + to;
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const taps = new Int32Array(to * 3);
  const scale = from / to;
  for (let index = 0; index < to; index++) {
    const position = scale * (index + 0.5) - 0.5;
    const whole = Math.floor(position);
    const first = Math.min(Math.max(whole, 0), from - 1);
    taps.set([first, Math.min(first + 1, from - 1), whole >= 0 && whole < from - 1 ? Math.round((position - whole) * 256) : 0], index * 3);
  }
  // Regions around tracked faces come in many sizes; a bound keeps the table small.
  if (known.size > 4096) known.clear();
  known.set(key, taps);
  return taps;
}
