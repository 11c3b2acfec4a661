import type { DeclaredRoute } from '../../integration/support/access-matrix.ts';

/** Between the bench and the server's process, beside those of `live/messages.ts`. */
export type FaultRequest =
  /** Every statement waits for `delayMs`, and fails as a full disk makes it fail if `fails`. */
  | { type: 'storage'; delayMs: number; fails: boolean }
  /** Keeps the thread that signals busy, as a hostile request would. */
  | { type: 'block'; ms: number }
  /** Asks for the longest stall of that thread since the last question. */
  | { type: 'stall' };

export type FaultAnswer = { type: 'stall'; longestMs: number };

/** What the matrix of access takes besides requests. */
export type AccessRequest =
  | { type: 'routes' }
  /** Another clinician, who must not see anything of the first one's. */
  | { type: 'account'; id: string }
  | { type: 'session'; n: number; accountId: string; forMs: number };

export type AccessAnswer =
  | { type: 'routes'; routes: DeclaredRoute[] }
  | { type: 'account' }
  | { type: 'session'; n: number; cookie: string };
