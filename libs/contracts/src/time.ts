import { z } from 'zod';

/** Milliseconds since the start of a call, on the call's one monotonic clock. May be fractional. */
export const atMs = z.number().nonnegative().finite();

/** Wall-clock time as ISO 8601 in UTC; appears once per event, never for arithmetic. */
export const isoTime = z.iso.datetime();

/** Index of the last of the first `length` times at or before `ms`; -1 if there is none. The times are in order. */
export function lastAtOrBefore(times: Float64Array, length: number, ms: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A length or a time since a start as people read it: `65_000` → `1:05`, `3_723_000` → `1:02:03`; with `tenths`, `1:05.3`. */
export function clockText(ms: number, tenths = false): string {
  const unit = tenths ? 100 : 1_000;
  const units = Math.max(0, Math.floor(ms / unit));
  const seconds = Math.floor((units * unit) / 1_000);
  const [hours, minutes, two] = [
    Math.floor(seconds / 3_600),
    Math.floor(seconds / 60) % 60,
    (value: number) => String(value).padStart(2, '0'),
  ];
  const whole = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  return tenths ? `${whole}.${units % 10}` : whole;
}
