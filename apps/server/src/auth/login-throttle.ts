import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import { addressKey } from '../http/trusted-proxies.ts';
import type { Limit } from '../http/limit.ts';
import { Limits } from '../http/limits.ts';
import { TooManyTries } from '../http/too-many.ts';
import { Secrets } from '../database/secrets.ts';
import { newToken, sameText } from './tokens.ts';

const SPAN_S = 15 * 60;
/** Wrong passwords of one account that cost nothing, wherever they come from; each further one doubles the pause, up to the longest. */
const FREE_FAILURES = 20;
const FAILURES_SPAN_S = 3_600;
const LONGEST_PAUSE_S = 60;

export interface LoginTry {
  email: string;
  address: string;
  device: string | undefined;
}

/**
 * Slows down password guessing: by address, by account, and by both. The pause of an account never exceeds a minute, and a
 * browser that has signed in to it before is not held up by what others try (OWASP, "device cookies"): nobody can lock out its owner.
 */
@Injectable()
export class LoginThrottle {
  readonly #perPair: Limit;
  readonly #perAddress: Limit;
  readonly #perDevice: Limit;
  readonly #failures: RateLimiterAbstract;
  readonly #pauses: RateLimiterAbstract;

  constructor(
    private readonly secrets: Secrets,
    limits: Limits,
  ) {
    this.#perPair = limits.of('login-pair', { points: 5, seconds: SPAN_S });
    this.#perAddress = limits.of('login-address', { points: 50, seconds: SPAN_S });
    this.#perDevice = limits.of('login-device', { points: 10, seconds: SPAN_S });
    this.#failures = limits.counter('login-failures', { points: FREE_FAILURES, seconds: FAILURES_SPAN_S });
    this.#pauses = limits.counter('login-pauses', { points: 1, seconds: LONGEST_PAUSE_S });
  }

  /** Counts a try, before the password is looked at: many at once do not slip through together. Throws 429 `too-many-tries`. */
  async begin({ email, address, device }: LoginTry): Promise<void> {
    if ((await this.#knows(email, device)) && (await this.#perDevice.tryTake(device ?? '')) === 0) return;
    const from = addressKey(address);
    await this.#perAddress.take(from);
    await this.#perPair.take(`${from} ${email}`);
    const pause = await this.#pauses.get(email);
    if (pause !== null && pause.msBeforeNext > 0) throw new TooManyTries(pause.msBeforeNext);
    const { consumedPoints } = await this.#failures.penalty(email);
    if (consumedPoints > FREE_FAILURES) await this.#pauses.block(email, Math.min(2 ** (consumedPoints - FREE_FAILURES), LONGEST_PAUSE_S));
  }

  /** The password was right: what the try cost is given back. */
  async succeeded({ email, address, device }: LoginTry): Promise<void> {
    const from = addressKey(address);
    await Promise.all([
      this.#perPair.forget(`${from} ${email}`),
      this.#perAddress.giveBack(from),
      this.#perDevice.forget(device ?? ''),
      this.#failures.delete(email),
      this.#pauses.delete(email),
    ]);
  }

  /** What a browser keeps to be known again by the account that it signed in to. */
  async deviceFor(email: string): Promise<string> {
    const nonce = newToken();
    return `${nonce}.${await this.#signature(email, nonce)}`;
  }

  async #knows(email: string, device: string | undefined): Promise<boolean> {
    const [nonce, signature] = device?.split('.') ?? [];
    return nonce !== undefined && signature !== undefined && sameText(signature, await this.#signature(email, nonce));
  }

  async #signature(email: string, nonce: string): Promise<string> {
    return createHmac('sha256', await this.secrets.get('devices'))
      .update(JSON.stringify([email, nonce]))
      .digest('base64url');
  }
}
