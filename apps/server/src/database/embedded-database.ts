import { Worker } from 'node:worker_threads';
import type { PGlite, QueryOptions, Results } from '@electric-sql/pglite';
import { threadFile } from '../threads/thread-file.ts';
import { type Answer, fromPlainError, type Operation, type Request } from './embedded-messages.ts';

type Row = Record<string, unknown>;
export interface Statements {
  query<T = Row>(sql: string, params?: unknown[], options?: QueryOptions): Promise<Results<T>>;
  exec(sql: string): Promise<Results[]>;
}

/**
 * PGlite in a thread of its own, with the part of PGlite's interface that Drizzle and pg-boss use. PGlite computes on the thread that calls
 * it, for tens of milliseconds where a statement touches hundreds of rows: on the server's own thread calls would wait meanwhile.
 */
export class EmbeddedDatabase implements Statements {
  readonly #thread: Worker;
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  #calls = 0;
  #transactions = 0;
  #gone: Error | null = null;

  private constructor(folder: string) {
    this.#thread = new Worker(threadFile(import.meta.url, './embedded-database.thread'), { workerData: { folder } });
    this.#thread.on('message', (answer: Answer) => this.#settle(answer));
    this.#thread.on('error', (error) => this.#end(error as Error));
    this.#thread.on('exit', () => this.#end(new Error('The embedded database has stopped. Restart the server.')));
  }

  /** Throws what PGlite throws where the folder cannot be opened. */
  static async open(folder: string): Promise<EmbeddedDatabase> {
    const database = new EmbeddedDatabase(folder);
    try {
      await database.#answerTo(0);
      return database;
    } catch (error) {
      await database.#thread.terminate();
      throw error;
    }
  }

  query<T = Row>(sql: string, params: unknown[] = [], options: QueryOptions = {}): Promise<Results<T>> {
    return this.#statements(null).query(sql, params, options);
  }

  exec(sql: string): Promise<Results[]> {
    return this.#statements(null).exec(sql);
  }

  /** Nothing else is at work on the database until `work` has settled; what it throws rolls everything back. */
  async transaction<T>(work: (transaction: Statements) => Promise<T>): Promise<T> {
    const id = ++this.#transactions;
    await this.#ask({ kind: 'begin', id });
    let result: T;
    try {
      result = await work(this.#statements(id));
    } catch (error) {
      await this.#ask({ kind: 'end', id, commit: false });
      throw error;
    }
    await this.#ask({ kind: 'end', id, commit: true });
    return result;
  }

  async close(): Promise<void> {
    if (this.#gone !== null) return;
    try {
      await this.#ask({ kind: 'close' });
    } finally {
      await this.#thread.terminate();
    }
  }

  #statements(transaction: number | null): Statements {
    return {
      query: <T>(sql: string, params: unknown[] = [], { rowMode, parsers = {} }: QueryOptions = {}) =>
        this.#ask({ kind: 'query', sql, params, options: { rowMode, rawTypes: Object.keys(parsers).map(Number) }, transaction }) as Promise<
          Results<T>
        >,
      exec: (sql) => this.#ask({ kind: 'exec', sql, transaction }) as Promise<Results[]>,
    };
  }

  #ask(operation: Operation): Promise<unknown> {
    if (this.#gone !== null) return Promise.reject(this.#gone);
    const call = ++this.#calls;
    const answer = this.#answerTo(call);
    try {
      this.#thread.postMessage({ call, operation } satisfies Request);
    } catch (error) {
      // A parameter that cannot be cloned is the caller's mistake and must not wait for an answer.
      this.#waiting.get(call)?.reject(error as Error);
      this.#waiting.delete(call);
    }
    return answer;
  }

  #answerTo(call: number): Promise<unknown> {
    return new Promise((resolve, reject) => void this.#waiting.set(call, { resolve, reject }));
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.call);
    this.#waiting.delete(answer.call);
    if ('error' in answer) waiting?.reject(fromPlainError(answer.error));
    else waiting?.resolve(answer.result);
  }

  #end(reason: Error): void {
    this.#gone ??= reason;
    for (const { reject } of this.#waiting.values()) reject(this.#gone);
    this.#waiting.clear();
  }
}

/** As Drizzle's driver takes it: only these parts of it are ever called. */
export const asPglite = (database: EmbeddedDatabase) => database as unknown as PGlite;
