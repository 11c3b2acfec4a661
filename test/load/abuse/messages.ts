/** Between the bench and the server's process, beside those of `live/messages.ts`. */
export type FaultRequest =
  /** Every statement waits for `delayMs`, and fails as a full disk makes it fail if `fails`. */
  | { type: 'storage'; delayMs: number; fails: boolean }
  /** Keeps the thread that signals busy, as a hostile request would. */
  | { type: 'block'; ms: number }
  /** Asks for the longest stall of that thread since the last question. */
  | { type: 'stall' };

export type FaultAnswer = { type: 'stall'; longestMs: number };
