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
