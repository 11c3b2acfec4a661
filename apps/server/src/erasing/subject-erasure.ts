import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { getTableColumns, getTableName, is, sql } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { rewriteFiles } from '../database/rewrite-files.ts';
import * as schema from '../database/schema/index.ts';
import { CallKeys } from '../keys/call-keys.ts';
import { describe } from '../logging/describe.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import type { DataSubject, HeldData } from './held-data.ts';

/** Columns by which a table says whose its rows are. */
const NAMES = ['call_id', 'participant_id', 'recording_id', 'render_id'];

/**
 * Erases what is stored of a call, a recording or a participant, wherever features hold it: each registers its part. The database forgets in one
 * transaction. With a call goes its key, so that whatever still lies somewhere of it (a log, a backup, a page not yet overwritten) says nothing.
 */
@Injectable()
export class SubjectErasure implements OnApplicationBootstrap {
  readonly #logger = new Logger('Erasing');
  readonly #held: HeldData[] = [];
  #root: HeldData | null = null;

  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly owed: OwedWrites,
    private readonly keys: CallKeys,
  ) {}

  /** To be called once per feature, in `onModuleInit`. `root`: the feature whose rows everything else refers to; it is asked first, and erases last. */
  register(held: HeldData, { root = false } = {}): void {
    if (root) this.#root = held;
    else this.#held.push(held);
  }

  onApplicationBootstrap(): void {
    const known = new Set([...this.#held, ...this.#roots].flatMap(({ tables }) => tables.map(getTableName)));
    const forgotten = Object.values<unknown>(schema)
      .filter((table) => is(table, PgTable))
      .filter((table) => Object.values(getTableColumns(table)).some(({ name }) => NAMES.includes(name)))
      .map(getTableName)
      .filter((name) => !known.has(name));
    if (forgotten.length > 0)
      throw new Error(`No feature says how it erases from ${forgotten.join(', ')}. Register the tables with SubjectErasure.`);
  }

  /** Nothing of it is left when this returns, but its entries in the audit log, which hold ids only. */
  async erase(subject: DataSubject): Promise<void> {
    const held = [...this.#held, ...this.#roots];
    // The root's first: it says whether the subject can be erased now at all.
    for (const one of held.toReversed()) await one.release?.(subject);
    await this.db.transaction(async (tx) => {
      await this.keys.lock(subject.callId, tx);
      for (const one of held) await one.erase?.(subject, tx);
    });
    // Not before: where the database fails, nothing of the subject may be lost.
    for (const one of held) await this.#attempt(() => one.finish?.(subject));
    if (subject.kind === 'call') await this.#attempt(() => this.owed.forgetLane(subject.callId));
    if (subject.kind === 'call') await this.#shredKeys();
  }

  /** What fails after the database has forgotten leaves no more than memory, or files that nothing opens any more. */
  async #attempt(work: () => Promise<void> | undefined): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#logger.warn(`Something is left of what was erased; nobody can read it. ${describe(error)}`);
    }
  }

  /** The wrapped key does not stay in the database's files either. */
  async #shredKeys(): Promise<void> {
    try {
      await rewriteFiles(this.db, sql`vacuum full ${schema.callKeys}`);
    } catch (error) {
      this.#logger.warn(
        `An erased call's wrapped key may lie in the database's files until they are next written anew. ${describe(error)}`,
      );
    }
  }

  get #roots(): HeldData[] {
    return this.#root === null ? [] : [this.#root];
  }
}
