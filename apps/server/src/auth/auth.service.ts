import { randomUUID } from 'node:crypto';
import { SafeEmitter } from '../events/safe-emitter.ts';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import type { z } from 'zod';
import type { Account, loginRequest, setupRequest } from '#contracts/rest';
import { ApiException, conflict } from '../http/api-exception.ts';
import { AuthRepository, type AccountRow } from './auth.repository.ts';
import { LoginThrottle, type LoginTry } from './login-throttle.ts';
import { refuseWeakPassword } from './password-rules.ts';
import { SetupCode } from './setup-code.ts';
import { hashToken, newToken } from './tokens.ts';

/** OWASP's password storage cheat sheet for argon2id, which is the library's default: 19 MiB, two passes. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
export const SESSION_MS = 7 * 24 * 3_600_000;

/** By the cookie of a signed-in clinician. */
export interface Session {
  account: Account;
  tokenHash: string;
  expiresAt: Date;
}
/** `device`: what the browser keeps to be known again, see {@link LoginThrottle}. */
export interface SignedIn {
  account: Account;
  token: string;
  device: string;
}

/** `accountId`: whose password was tried, for the audit log; null if nobody has this address. The answer is the same. */
export class LoginFailed extends ApiException {
  constructor(readonly accountId: string | null) {
    super('login-failed', 'The e-mail address or the password is wrong.');
  }
}

/** Accounts of clinicians and their sessions. */
@Injectable()
export class AuthService {
  /** `sessionEnded`: its clinician signed out; what was opened by it is to be closed. */
  readonly events = new SafeEmitter<{ sessionEnded: [tokenHash: string] }>();
  #setup: Promise<unknown> = Promise.resolve();
  #decoy: Promise<string> | undefined;
  #administratorId: string | undefined;

  constructor(
    private readonly repository: AuthRepository,
    private readonly throttle: LoginThrottle,
    private readonly setupCode: SetupCode,
  ) {}

  async needsSetup(): Promise<boolean> {
    return !(await this.repository.hasAccounts());
  }

  /** Makes the first account and signs in. 403 `setup-code-wrong`, 409 `already-set-up` ever after. */
  async setup(request: z.output<typeof setupRequest>, address: string): Promise<SignedIn> {
    // One at a time, so that two hasty requests do not make two first accounts.
    const turn = this.#setup.then(() => this.#createFirst(request, address));
    this.#setup = turn.catch(() => undefined);
    return this.#signIn(await turn);
  }

  /** 401 `login-failed`, 429 `too-many-tries`. */
  async login(request: z.output<typeof loginRequest>, from: Omit<LoginTry, 'email'>): Promise<SignedIn> {
    const email = request.email.toLowerCase();
    await this.throttle.begin({ email, ...from });
    const account = await this.repository.accountByEmail(email);
    // An unknown address takes as long as a wrong password: the time tells nobody who has an account.
    const right = await verify(account?.passwordHash ?? (await this.#decoyHash()), request.password);
    if (account === undefined || !right) throw new LoginFailed(account?.id ?? null);
    await this.throttle.succeeded({ email, ...from });
    return this.#signIn(account);
  }

  /** Answers whose session it was; null if there was none. What was opened by it is closed. */
  async logout(token: string | undefined): Promise<string | null> {
    if (token === undefined) return null;
    const tokenHash = hashToken(token);
    this.events.safeEmit('sessionEnded', tokenHash);
    const account = await this.accountOf(token);
    await this.repository.deleteSession(tokenHash);
    // A socket that connected in between found the session still there.
    this.events.safeEmit('sessionEnded', tokenHash);
    return account?.id ?? null;
  }

  /** The account that set Attune up is the administrator. */
  async isAdministrator(accountId: string | undefined): Promise<boolean> {
    // Accounts are never deleted, so that the first one stays the first.
    this.#administratorId ??= await this.repository.firstAccountId();
    return accountId !== undefined && accountId === this.#administratorId;
  }

  async accountOf(token: string | undefined): Promise<Account | null> {
    return (await this.sessionOf(token))?.account ?? null;
  }

  async sessionOf(token: string | undefined): Promise<Session | null> {
    if (token === undefined || token === '') return null;
    const tokenHash = hashToken(token);
    const found = await this.repository.session(tokenHash);
    return found === undefined ? null : { account: await this.#toAccount(found.account), tokenHash, expiresAt: found.expiresAt };
  }

  /** Which of these sessions there are still. */
  async standingSessions(tokenHashes: string[]): Promise<Set<string>> {
    return new Set(await this.repository.standingSessions(tokenHashes));
  }

  async nameOf(accountId: string): Promise<string> {
    return (await this.repository.accountById(accountId))?.name ?? '';
  }

  async #createFirst({ code, name, email, password }: z.output<typeof setupRequest>, address: string): Promise<AccountRow> {
    if (await this.repository.hasAccounts()) throw alreadySetUp();
    await this.setupCode.check(code, address);
    await refuseWeakPassword(password, { name, email });
    const row: AccountRow = {
      id: randomUUID(),
      name,
      email: email.toLowerCase(),
      passwordHash: await hash(password, ARGON2),
      createdAt: new Date(),
    };
    if (!(await this.repository.createFirstAccount(row))) throw alreadySetUp();
    this.setupCode.spend();
    return row;
  }

  async #signIn(row: AccountRow): Promise<SignedIn> {
    const token = newToken();
    await this.repository.createSession({ tokenHash: hashToken(token), accountId: row.id, expiresAt: new Date(Date.now() + SESSION_MS) });
    return { account: await this.#toAccount(row), token, device: await this.throttle.deviceFor(row.email) };
  }

  async #toAccount({ id, name, email }: AccountRow): Promise<Account> {
    return { id, name, email, administrator: await this.isAdministrator(id) };
  }

  #decoyHash(): Promise<string> {
    return (this.#decoy ??= hash(newToken(), ARGON2));
  }
}

const alreadySetUp = () => conflict('already-set-up', 'Attune is set up already. Sign in instead.');
