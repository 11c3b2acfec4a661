import { Logger } from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import type { JobsDatabase } from '../database/database.ts';

/** How often a server looks for jobs whose server died, and for new ones of other servers. The embedded database has no other server. */
const LOOK_SECONDS = { shared: 5, embedded: 60 };
const STOP_WITHIN_MS = 5_000;

/** The one pg-boss of this server, which its queues share: two that start at once on one database undo each other's work. */
export class JobsBoss {
  readonly #database: JobsDatabase;
  readonly #logger = new Logger('Jobs');
  /** Runs while a queue needs it. */
  #boss: Promise<PgBoss> | null = null;
  #users = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: JobsDatabase) {
    this.#database = database;
  }

  get embedded(): boolean {
    return this.#database.embedded;
  }

  get lookSeconds(): number {
    return this.embedded ? LOOK_SECONDS.embedded : LOOK_SECONDS.shared;
  }

  /** Sets a queue up, one after the other. Throws where the database is away; then nothing is held, and {@link release} is not to be called. */
  use(setUp: (boss: PgBoss) => Promise<void>): Promise<PgBoss> {
    const used = this.#last.then(async () => {
      this.#boss ??= this.#start();
      this.#users++;
      try {
        const boss = await this.#boss;
        await setUp(boss);
        return boss;
      } catch (error) {
        await this.release();
        throw error;
      }
    });
    this.#last = used.catch(() => undefined);
    return used;
  }

  /** The queue needs it no more. It stops with the last one. */
  async release(): Promise<void> {
    const boss = this.#boss;
    if (--this.#users > 0 || boss === null) return;
    this.#boss = null;
    await (await boss.catch(() => null))?.stop({ graceful: true, timeout: STOP_WITHIN_MS });
  }

  async #start(): Promise<PgBoss> {
    const boss = new PgBoss({
      ...this.#database.connection,
      schedule: false,
      registerInstance: false,
      superviseIntervalSeconds: this.lookSeconds,
      monitorIntervalSeconds: this.lookSeconds,
      // Jobs depend on no other jobs, and the embedded database has better things to do.
      flowIntervalSeconds: 3_600,
      bamIntervalSeconds: 3_600,
    });
    boss.on('error', (error) => this.#logger.warn(`Jobs: ${error.message.split('\n')[0]}`));
    try {
      await boss.start();
      return boss;
    } catch (error) {
      await boss.stop({ graceful: false }).catch(() => undefined);
      throw error;
    }
  }
}
