import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { createApp, listen } from '../../../apps/server/src/app.ts';
import { AuthRepository } from '../../../apps/server/src/auth/auth.repository.ts';
import { hashToken, newToken } from '../../../apps/server/src/auth/tokens.ts';
import { type Config, loadConfig } from '../../../apps/server/src/config/config.ts';
import { fillFreshDatabase } from '../../support/fresh-database.ts';
import { Clinician, cookieOf, PASSWORD, Site } from './site.ts';

export { eventually, pause } from '../../support/eventually.ts';
export { type Answer, CallClient, Clinician, cookieOf, PASSWORD } from './site.ts';

/** Small, and on this machine alone. */
const ENVIRONMENT = {
  ATTUNE_MEDIA_PORT: process.env['ATTUNE_MEDIA_PORT'] ?? '20410',
  ATTUNE_MEDIA_WORKERS: '1',
  ATTUNE_MEDIA_LISTEN: '127.0.0.1',
  ATTUNE_LOG_LEVEL: 'warn',
  // What this machine happens to have installed makes no difference to a test.
  ATTUNE_SPEECH: 'off',
  ATTUNE_BROWSER_CAPTIONS: '1',
};

/** A whole Attune in this process: real database, media workers, analyzer and sockets. */
export class Attune extends Site {
  readonly app: INestApplication;
  readonly config: Config;

  private constructor(app: INestApplication, config: Config, url: string) {
    super(url);
    this.app = app;
    this.config = config;
  }

  static async start(settings: Partial<Config> = {}, environment: NodeJS.ProcessEnv = {}): Promise<Attune> {
    const dataDir = settings.dataDir ?? mkdtempSync(join(tmpdir(), 'attune-'));
    const config: Config = {
      ...loadConfig({ ...ENVIRONMENT, ...environment }),
      port: 0,
      host: '127.0.0.1',
      dataDir,
      keyFile: `${dataDir}.key`,
      ...settings,
    };
    if (settings.dataDir === undefined && config.databaseUrl === undefined) await fillFreshDatabase(dataDir);
    const app = await createApp(config);
    const local = await listen(app, config);
    return new Attune(app, config, local.replace('localhost', '127.0.0.1'));
  }

  async stop({ keepData = false } = {}): Promise<void> {
    await this.app.close();
    if (!keepData) for (const path of [this.config.dataDir, this.config.keyFile]) rmSync(path, { recursive: true, force: true });
  }

  /** The same data and port, started again. */
  async restart(): Promise<Attune> {
    const port = Number(new URL(this.url).port);
    await this.stop({ keepData: true });
    return Attune.start({ ...this.config, port });
  }

  /** What the first account takes. Throws once it is spent. */
  setupCode(): string {
    return readFileSync(join(this.config.dataDir, 'setup-code'), 'utf8').trim();
  }

  /** The clinician's account of the first start. */
  async clinician(): Promise<Clinician> {
    const made = await this.request('POST', '/api/setup', {
      code: this.setupCode(),
      name: 'Dr Ada',
      email: 'ada@example.org',
      password: PASSWORD,
    });
    return new Clinician(this, cookieOf(made));
  }

  /** A second clinician, who must not see anything of the first one's calls. */
  async stranger(): Promise<Clinician> {
    const repository = this.app.get(AuthRepository, { strict: false });
    const [id, token] = [randomUUID(), newToken()];
    await repository.createAccount({ id, name: 'Dr Eve', email: `${id}@example.org`, passwordHash: '-', createdAt: new Date() });
    await repository.createSession({ tokenHash: hashToken(token), accountId: id, expiresAt: new Date(Date.now() + 60_000) });
    return new Clinician(this, `attune_session=${token}`);
  }
}
