import type { Attune } from './attune.ts';
import { DATABASE } from '../../../apps/server/src/database/database.token.ts';

type Query = (sql: string, ...rest: unknown[]) => Promise<unknown>;

/** Makes the writes of a server's embedded database fail, at its driver. Reads go on, as on a full disk. */
export class Faults {
  readonly #client: { query: Query };
  readonly #query: Query;

  constructor(attune: Attune) {
    this.#client = attune.app.get<{ $client: { query: Query } }>(DATABASE, { strict: false }).$client;
    this.#query = this.#client.query.bind(this.#client);
  }

  /** Writes are refused as by a full disk. */
  fail(): void {
    this.#onWrite(() => Promise.reject(diskFull()));
  }

  /** Writes are stored, and the answer to each is lost. */
  loseAnswers(): void {
    this.#onWrite(async (run) => {
      await run();
      throw Object.assign(new Error('Connection terminated unexpectedly'), { code: '08006' });
    });
  }

  /** Writes wait until the returned function is called. */
  stall(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onWrite(async (run) => {
      await promise;
      return run();
    });
    return () => {
      this.mend();
      resolve();
    };
  }

  mend(): void {
    this.#client.query = this.#query;
  }

  #onWrite(handle: (run: () => Promise<unknown>) => Promise<unknown>): void {
    this.#client.query = (sql, ...rest) => {
      const run = () => this.#query(sql, ...rest);
      return /^\s*(insert|update|delete)\b/i.test(sql) ? handle(run) : run();
    };
  }
}

const diskFull = () => Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' });
