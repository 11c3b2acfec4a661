import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
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
import { Secrets } from '../database/secrets.ts';
import { AuthRepository } from './auth.repository.ts';
import { sameText } from './tokens.ts';

/** In the data folder, for programs, and for people who do not see what the server prints. */
export const SETUP_CODE_FILE = 'setup-code';
/** Crockford's Base32: nothing in it is read as something else. */
const SIGNS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 20;

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
    private readonly secrets: Secrets,
    limits: Limits,
  ) {
    this.#limit = limits.of('setup', { points: 10, seconds: 15 * 60 });
    this.#file = join(dataDir, SETUP_CODE_FILE);
  }

  async onModuleInit(): Promise<void> {
    if (await this.repository.hasAccounts()) return this.spend();
    this.#code = await this.#make();
    try {
      this.#write(this.#code);
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

  /** Of the installation, not of this server: several share an address, and the code that one of them printed is told to another. */
  async #make(): Promise<string> {
    const bytes = (await this.secrets.get('setup-code')).subarray(0, LENGTH);
    const signs = [...bytes].map((byte) => SIGNS[byte % SIGNS.length]).join('');
    return signs.match(/.{5}/g)?.join('-') ?? signs;
  }

  #write(code: string): void {
    mkdirSync(join(this.#file, '..'), { recursive: true, mode: 0o700 });
    rmSync(this.#file, { force: true });
    writeFileSync(this.#file, `${code}\n`, { mode: 0o600 });
  }
}
