import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { DATABASE, JOBS_DATABASE, LEADERSHIP } from './database.token.ts';
import { openDatabase, type OpenDatabase } from './database.ts';
import { CallKeys } from '../keys/call-keys.ts';
import { INSTALLATION_KEY, installationKey } from '../keys/installation-key.ts';
import { keyCheck } from '../keys/key-check.ts';
import type { Seal } from '../keys/seal.ts';
import { sealStored } from '../keys/seal-stored.ts';
import { CallHolds } from '../cluster/call-holds.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { CLUSTER } from '../cluster/cluster.token.ts';
import { Fences } from '../owed/fences.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import { Secrets } from './secrets.ts';
import { DatabaseHealth } from './database-health.ts';
import { DatabaseMetrics } from './database-metrics.ts';

const OPEN = Symbol('OPEN');

/** Main gives a shutdown eight seconds; the jobs before this take five at most. */
const DRAIN_WITHIN_MS = 2_000;

/** Closes the database last, when every feature has flushed what it held and what is owed is stored or spooled. */
@Injectable()
class DatabaseCloser implements OnApplicationShutdown {
  constructor(
    @Inject(OPEN) private readonly open: OpenDatabase,
    private readonly owed: OwedWrites,
    private readonly holds: CallHolds,
    @Inject(CLUSTER) private readonly cluster: Cluster | null,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.owed.drain(DRAIN_WITHIN_MS);
    await this.holds.close();
    await this.cluster?.close();
    await this.open.close();
  }
}

/** A start that fails gives the data folder back. */
async function orClose<T>(open: OpenDatabase, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await open.close();
    throw error;
  }
}

@Global()
@Module({
  providers: [
    { provide: OPEN, useFactory: (config: Config) => openDatabase(config), inject: [CONFIG] },
    {
      provide: INSTALLATION_KEY,
      useFactory: (config: Config, open: OpenDatabase) =>
        orClose(open, () => open.alone(async () => installationKey(config, await keyCheck(open.db)))),
      inject: [CONFIG, OPEN],
    },
    {
      provide: DATABASE,
      // Nobody reads before everything is sealed.
      useFactory: (open: OpenDatabase, key: Seal, config: Config) =>
        orClose(open, async () => {
          await open.alone(() => sealStored(open.db, key, config.dataDir));
          return open.db;
        }),
      inject: [OPEN, INSTALLATION_KEY, CONFIG],
    },
    { provide: JOBS_DATABASE, useFactory: (open: OpenDatabase) => open.jobs, inject: [OPEN] },
    { provide: LEADERSHIP, useFactory: (open: OpenDatabase) => open.leadership, inject: [OPEN] },
    DatabaseCloser,
    Secrets,
    CallKeys,
    DatabaseHealth,
    Fences,
    OwedWrites,
    DatabaseMetrics,
  ],
  exports: [DATABASE, JOBS_DATABASE, LEADERSHIP, INSTALLATION_KEY, CallKeys, Secrets, DatabaseHealth, OwedWrites],
})
export class DatabaseModule {}
