import { SafeEmitter } from '../events/safe-emitter.ts';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { describe } from '../logging/describe.ts';
import type { Database } from './database.ts';
import { DATABASE } from './database.token.ts';
import { failureOf } from './database-errors.ts';

const REFUSALS_TOLD_EVERY_MS = 60_000;

/** Knows whether storing works. A call goes on without it; what is lost is reported, not hidden. */
@Injectable()
export class DatabaseHealth {
  readonly events = new SafeEmitter<{ changed: [failing: boolean] }>();
  readonly #logger = new Logger('Storage');
  #failing = false;
  #failures = 0;
  #refusalTold = -REFUSALS_TOLD_EVERY_MS;

  constructor(@Inject(DATABASE) private readonly db: Database) {}

  get failing(): boolean {
    return this.#failing;
  }

  /**
   * Runs a write that a call must not wait or fail for. False if it failed. That storing fails is said of outages only: what the database
   * refuses says nothing about the next write.
   */
  async attempt(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write();
      this.#set(false);
      return true;
    } catch (error) {
      if (failureOf(error) === 'refused' || (failureOf(error) === 'unknown' && (await this.answers()))) this.#tellRefusal(error);
      else this.tell(error);
      return false;
    }
  }

  /** What a write came to that somebody else tries: null if it was stored. Only to be told of outages, not of what the database refuses. */
  tell(error: unknown): void {
    if (error !== null) this.#failures++;
    if (error !== null && !this.#failing)
      this.#logger.error(`Storing failed; calls go on without it. Look at the disk and the database. ${describe(error)}`);
    this.#set(error !== null);
  }

  /** Writes that an outage kept from being stored since the start, each try counted. */
  get failures(): number {
    return this.#failures;
  }

  async answers(): Promise<boolean> {
    try {
      await this.db.execute(sql`select 1`);
      return true;
    } catch {
      return false;
    }
  }

  /** A line now and then: who can make the database refuse something can do so often. */
  #tellRefusal(error: unknown): void {
    if (performance.now() - this.#refusalTold < REFUSALS_TOLD_EVERY_MS) return;
    this.#refusalTold = performance.now();
    this.#logger.error(`The database refuses a write, which is lost. ${describe(error)}`);
  }

  #set(failing: boolean): void {
    if (failing === this.#failing) return;
    this.#failing = failing;
    this.events.safeEmit('changed', failing);
  }
}
