import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { eq, inArray } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { callKeys } from '../database/schema/index.ts';
import { INSTALLATION_KEY } from './installation-key.ts';
import { Seal, type Sealed } from './seal.ts';

export const WRAPPED = 'call_keys.wrapped';

/** There is no key of the call: it has been erased, and with the key all that is still somewhere of it. */
export class CallErased extends Error {
  override name = 'CallErased';
}

const REMEMBERED = 2_000;

/** A key of its own for each call, by which everything is sealed that is stored of it. It lies in the database, wrapped with the installation's key. */
@Injectable()
export class CallKeys {
  readonly #known = new Map<string, Seal>();

  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(INSTALLATION_KEY) private readonly installation: Seal,
  ) {}

  /** A key for a new call; `row` is to be stored with it. */
  make(callId: string): { seal: Seal; row: typeof callKeys.$inferInsert } {
    const seal = new Seal(randomBytes(32));
    this.#remember(callId, seal);
    return { seal, row: { callId, wrapped: this.installation.seal(WRAPPED, seal.bytes) } };
  }

  /** `db`: the caller's transaction, if there is one. Throws {@link CallErased}. */
  async of(callId: string, db: Database = this.db): Promise<Seal> {
    const seal = (await this.ofAll([callId], db)).get(callId);
    if (seal === undefined) throw new CallErased(`The call ${callId} has no key: it has been erased.`);
    return seal;
  }

  /** By call; an erased call is not among them. */
  async ofAll(callIds: readonly string[], db: Database = this.db): Promise<Map<string, Seal>> {
    const seals = new Map<string, Seal>();
    const missing: string[] = [];
    for (const id of new Set(callIds)) {
      const known = this.#known.get(id);
      if (known === undefined) missing.push(id);
      else seals.set(id, known);
    }
    if (missing.length === 0) return seals;
    for (const { callId, wrapped } of await db.select().from(callKeys).where(inArray(callKeys.callId, missing))) {
      const seal = new Seal(this.installation.open(WRAPPED, wrapped as Sealed<Uint8Array>));
      this.#remember(callId, seal);
      seals.set(callId, seal);
    }
    return seals;
  }

  /**
   * Until the transaction ends, others that lock the call wait. For what moves a call's rows to others, and for what deletes them: a deletion sees
   * the rows as they were when it began, and would miss where they went. To be locked before any other row of the call.
   */
  async lock(callId: string, transaction: Database): Promise<void> {
    await transaction.select({ callId: callKeys.callId }).from(callKeys).where(eq(callKeys.callId, callId)).for('update');
  }

  /** The call has been erased. */
  forget(callId: string): void {
    this.#known.delete(callId);
  }

  #remember(callId: string, seal: Seal): void {
    this.#known.delete(callId);
    this.#known.set(callId, seal);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }
}
