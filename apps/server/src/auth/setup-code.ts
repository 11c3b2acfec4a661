import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { CONFIG } from '../config/config.module.ts';
import { forbidden } from '../http/api-exception.ts';
import type { Limit } from '../http/limit.ts';
import { Limits } from '../http/limits.ts';
import { addressKey } from '../http/trusted-proxies.ts';
import { folderMessage } from '../database/data-folder.ts';
import { AuthRepository } from './auth.repository.ts';
import { sameText } from './tokens.ts';

/** In the data folder, for programs, and for people who do not see what the server prints. */
export const SETUP_CODE_FILE = 'setup-code';
/** Crockford's Base32: nothing in it is read as something else. */
const SIGNS = '0123456789abcdefghjkmnpqrstvwxyz';
const CODE = new RegExp(`^[${SIGNS}]{5}(-[${SIGNS}]{5}){3}$`);

/**
 * What makes the first account: a code of 100 random bits that only those know who started the server or may read its data folder.
 * It is there until the account is, over restarts too.
 */
@Injectable()
export class SetupCode implements OnModuleInit {
  readonly #limit: Limit;
  readonly #file: string;
  #code: string | null = null;

  constructor(
    @Inject(CONFIG) { dataDir }: Config,
    private readonly repository: AuthRepository,
    limits: Limits,
  ) {
    this.#limit = limits.of('setup', { points: 10, seconds: 15 * 60 });
    this.#file = join(dataDir, SETUP_CODE_FILE);
  }

  async onModuleInit(): Promise<void> {
    if (await this.repository.hasAccounts()) return this.spend();
    try {
      this.#code = this.#kept() ?? this.#make();
    } catch (error) {
      throw new ConfigError(folderMessage(join(this.#file, '..'), error as NodeJS.ErrnoException));
    }
  }

  /** Where the first account is made, the code in it; null once there is one. A fragment is in no log and no Referer. */
  get path(): string | null {
    return this.#code === null ? null : `/setup#code=${this.#code}`;
  }

  /** Throws 403 `setup-code-wrong`, 429 `too-many-tries`. */
  async check(given: string, address: string): Promise<void> {
    await this.#limit.take(addressKey(address));
    if (this.#code !== null && sameText(given.trim().toLowerCase(), this.#code)) return;
    throw forbidden(
      'The first account takes the set-up code. Open the address that Attune printed when it started, or copy the code from the file "setup-code" in its data folder.',
      'setup-code-wrong',
    );
  }

  /** The account is made. */
  spend(): void {
    this.#code = null;
    rmSync(this.#file, { force: true });
  }

  #kept(): string | null {
    if (!existsSync(this.#file)) return null;
    chmodSync(this.#file, 0o600);
    const code = readFileSync(this.#file, 'utf8').trim();
    return CODE.test(code) ? code : null;
  }

  #make(): string {
    const signs = [...randomBytes(20)].map((byte) => SIGNS[byte % SIGNS.length]).join('');
    const code = signs.match(/.{5}/g)?.join('-') ?? signs;
    mkdirSync(join(this.#file, '..'), { recursive: true, mode: 0o700 });
    rmSync(this.#file, { force: true });
    writeFileSync(this.#file, `${code}\n`, { mode: 0o600, flag: 'wx' });
    return code;
  }
}
