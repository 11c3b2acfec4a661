import { ZodError } from 'zod';
import { CallErased } from '../keys/call-keys.ts';

/**
 * What a failed statement says about the database.
 *
 * - `outage`: the database is away, full or busy; the same statement succeeds once that is over.
 * - `refused`: the database works and will never take this statement: a constraint, a value it cannot hold, a mistake in the statement.
 * - `unknown`: neither is certain.
 */
export type DatabaseFailure = 'outage' | 'refused' | 'unknown';

/** PostgreSQL's error classes (its manual, appendix A) that say the database cannot work at the moment. */
const OUTAGE_CLASSES = new Set(['08', '25', '40', '53', '55', '57', '58']);
/** Classes that say the statement is wrong: data, constraints, syntax, features. */
const REFUSAL_CLASSES = new Set(['0A', '21', '22', '23', '42', '44']);
const SYSTEM_ERROR = /^E[A-Z0-9]{2,}$/;
/** What the drivers throw without a code when there is no connection. */
const NO_CONNECTION =
  /connection terminated|connection ended|timeout exceeded when trying to connect|Query read timeout|has stopped|is closed|not queryable/i;

export function failureOf(error: unknown): DatabaseFailure {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 5; at = (at as { cause?: unknown }).cause, depth++) {
    const { code, errno, name, message } = at as { code?: unknown; errno?: unknown; name?: unknown; message?: unknown };
    if (typeof code === 'string') {
      if (SYSTEM_ERROR.test(code)) return 'outage';
      if (/^[0-9A-Z]{5}$/.test(code))
        return OUTAGE_CLASSES.has(code.slice(0, 2)) ? 'outage' : REFUSAL_CLASSES.has(code.slice(0, 2)) ? 'refused' : 'unknown';
    }
    // PGlite's file system throws objects that carry only a number.
    if (name === 'ErrnoError' && typeof errno === 'number') return 'outage';
    // There is no call any more that it could belong to.
    if (at instanceof CallErased) return 'refused';
    // A mistake in our own code does not go away by trying again.
    if (at instanceof TypeError || at instanceof RangeError || at instanceof ZodError) return 'refused';
    if (typeof message === 'string' && NO_CONNECTION.test(message)) return 'outage';
  }
  return 'unknown';
}
