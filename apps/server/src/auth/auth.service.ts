import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import type { z } from 'zod';
import type { Account, loginRequest, setupRequest } from '#contracts/rest';
import { AuditService } from '../audit/audit.service.ts';
import { ApiException, conflict } from '../http/api-exception.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import { AuthRepository, type AccountRow } from './auth.repository.ts';
import { hashToken, newToken } from './tokens.ts';

/** OWASP's password storage cheat sheet for argon2id, which is the library's default: 19 MiB, two passes. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
export const SESSION_MS = 7 * 24 * 3_600_000;
const LOGIN_TRIES = 5;
const LOGIN_SPAN_MS = 15 * 60_000;

export interface SignedIn { account: Account; token: string }

/** Accounts of clinicians and their sessions. */
@Injectable()
export class AuthService {
  readonly #perPerson = new RateLimiter(LOGIN_TRIES, LOGIN_SPAN_MS);
  readonly #perAddress = new RateLimiter(LOGIN_TRIES * 10, LOGIN_SPAN_MS);
  #setup: Promise<unknown> = Promise.resolve();
  #decoy: Promise<string> | undefined;

  constructor(private readonly repository: AuthRepository, private readonly audit: AuditService) {}

  async needsSetup(): Promise<boolean> {
    return !(await this.repository.hasAccounts());
  }

  /** Makes the first account and signs in. 409 `already-set-up` ever after. */
  async setup(request: z.output<typeof setupRequest>): Promise<SignedIn> {
    // One at a time, so that two hasty requests do not make two first accounts.
    const turn = this.#setup.then(() => this.#createFirst(request));
    this.#setup = turn.catch(() => undefined);
    return this.#signIn(await turn);
  }

  /** 401 `login-failed`, 429 `too-many-tries`. */
  async login(request: z.output<typeof loginRequest>, address: string): Promise<SignedIn> {
    const email = request.email.toLowerCase();
    const person = `${address} ${email}`;
    if (this.#perPerson.exceeded(person) || this.#perAddress.exceeded(address)) {
      throw new ApiException(429, 'too-many-tries', 'Too many tries. Wait 15 minutes, then try again.');
    }
    // Counted before the slow check, so that many tries at once do not slip through together.
    this.#perPerson.take(person);
    this.#perAddress.take(address);
    const account = await this.repository.accountByEmail(email);
    // An unknown address takes as long as a wrong password: the time tells nobody who has an account.
    const right = await verify(account?.passwordHash ?? await this.#decoyHash(), request.password);
    if (account === undefined || !right) throw new ApiException(401, 'login-failed', 'The e-mail address or the password is wrong.');
    this.#perPerson.reset(person);
    return this.#signIn(account);
  }

  async logout(token: string): Promise<void> {
    await this.repository.deleteSession(hashToken(token));
  }

  async accountOf(token: string | undefined): Promise<Account | null> {
    if (token === undefined || token === '') return null;
    const row = await this.repository.accountOfSession(hashToken(token));
    return row === undefined ? null : toAccount(row);
  }

  async nameOf(accountId: string): Promise<string> {
    return (await this.repository.accountById(accountId))?.name ?? '';
  }

  async #createFirst({ name, email, password }: z.output<typeof setupRequest>): Promise<AccountRow> {
    if (await this.repository.hasAccounts()) throw conflict('already-set-up', 'Attune is set up already. Sign in instead.');
    const row: AccountRow = { id: randomUUID(), name, email: email.toLowerCase(), passwordHash: await hash(password, ARGON2), createdAt: new Date() };
    await this.repository.createAccount(row);
    return row;
  }

  async #signIn(row: AccountRow): Promise<SignedIn> {
    const token = newToken();
    await this.repository.createSession({ tokenHash: hashToken(token), accountId: row.id, expiresAt: new Date(Date.now() + SESSION_MS) });
    await this.audit.record({ actor: { kind: 'account', id: row.id }, action: 'signed-in' });
    return { account: toAccount(row), token };
  }

  #decoyHash(): Promise<string> {
    return this.#decoy ??= hash(newToken(), ARGON2);
  }
}

const toAccount = ({ id, name, email }: AccountRow): Account => ({ id, name, email });
