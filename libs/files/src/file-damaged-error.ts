/**
 * What is wrong: `other-key` it was sealed with another key (or its header is damaged), `incomplete` its end is missing, `damaged`
 * bytes in it were changed, `not-sealed` it is no sealed file or one of a later version.
 */
export type DamageReason = 'other-key' | 'incomplete' | 'damaged' | 'not-sealed';

/** Sealed bytes that do not verify. Nothing of what could not be verified is ever returned. */
export class FileDamagedError extends Error {
  readonly code = 'FILE_DAMAGED';
  readonly path: string;
  readonly reason: DamageReason;

  constructor(path: string, reason: DamageReason, what: string) {
    super(`${path}: ${what}`);
    this.name = 'FileDamagedError';
    this.path = path;
    this.reason = reason;
  }
}
