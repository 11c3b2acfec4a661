import { z } from 'zod';

/** Milliseconds since the start of a call, on the call's one monotonic clock. May be fractional. */
export const atMs = z.number().nonnegative().finite();

/** Wall-clock time as ISO 8601 in UTC; appears once per event, never for arithmetic. */
export const isoTime = z.iso.datetime();
