import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { DATABASE, JOBS_DATABASE } from './database.token.ts';
import { openDatabase, type OpenDatabase } from './database.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import { Secrets } from './secrets.ts';
import { DatabaseHealth } from './database-health.ts';

const OPEN = Symbol('OPEN');

/** Main gives a shutdown eight seconds; the jobs before this take five at most. */
const DRAIN_WITHIN_MS = 2_000;

/** Closes the database last, when every feature has flushed what it held and what is owed is stored or spooled. */
@Injectable()
class DatabaseCloser implements OnApplicationShutdown {
  constructor(
    @Inject(OPEN) private readonly open: OpenDatabase,
    private readonly owed: OwedWrites,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.owed.drain(DRAIN_WITHIN_MS);
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
    Secrets,
    DatabaseHealth,
    OwedWrites,
  ],
  exports: [DATABASE, JOBS_DATABASE, Secrets, DatabaseHealth, OwedWrites],
})
export class DatabaseModule {}
