import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { DATABASE, JOBS_DATABASE } from './database.token.ts';
import { openDatabase, type OpenDatabase } from './database.ts';
import { SecretsRepository } from './secrets.repository.ts';
import { StorageHealth } from './storage-health.ts';

const OPEN = Symbol('OPEN');

/** Closes the database last, when every feature has flushed what it held. */
@Injectable()
class DatabaseCloser implements OnApplicationShutdown {
  constructor(@Inject(OPEN) private readonly open: OpenDatabase) {}

  async onApplicationShutdown(): Promise<void> {
    await this.open.close();
  }
}

@Global()
@Module({
  providers: [
    { provide: OPEN, useFactory: (config: Config) => openDatabase(config), inject: [CONFIG] },
    { provide: DATABASE, useFactory: (open: OpenDatabase) => open.db, inject: [OPEN] },
    { provide: JOBS_DATABASE, useFactory: (open: OpenDatabase) => open.jobs, inject: [OPEN] },
    DatabaseCloser,
    SecretsRepository,
    StorageHealth,
  ],
  exports: [DATABASE, JOBS_DATABASE, SecretsRepository, StorageHealth],
})
export class StorageModule {}
