import { ApiException } from './api-exception.ts';

/** 429, with the time to wait in words and as `Retry-After`. */
export class TooManyTries extends ApiException<'too-many-tries'> {
  readonly retryAfterSeconds: number;

  constructor(waitMs: number) {
    const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
    super('too-many-tries', `Too many tries. Wait ${inWords(seconds)}, then try again.`, { minutes: Math.ceil(seconds / 60) });
    this.retryAfterSeconds = seconds;
  }
}

function inWords(seconds: number): string {
  if (seconds === 1) return 'a second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}
