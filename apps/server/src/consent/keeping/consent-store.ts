import { Logger } from '@nestjs/common';
import { SafeEmitter } from '../../events/safe-emitter.ts';
import { oneLine } from '../../logging/describe.ts';
import type { ConsentStored } from '#contracts/consent';
import { type Decision, keyOf } from '../decision.ts';
import type { ConsentJournal, JournalEntry } from './journal.ts';
import { RetryLoop } from './retry-loop.ts';

const logger = new Logger('Consent');

/** Where decisions are stored for good. */
export interface DecisionTable {
  /** Idempotent: the same decision twice is there once. A call or participant that is gone takes its decisions with it. Throws if storing failed. */
  add(decision: Decision): Promise<void>;
}

/** A stop is answered within this time, wherever it has got to by then. */
const ANSWER_WITHIN_MS = 700;
const FLUSH_WITHIN_MS = 3_000;
/** A write that hangs does not keep the other participants' from being tried. */
const TRY_WITHIN_MS = 5_000;

interface Owed {
  readonly decision: Decision;
  journalled: boolean;
  writing: boolean;
}

/**
 * Keeps decisions: grants in the database or not at all, stops in the journal first, then in the database, tried until it takes
 * them. A participant's decisions are written one after the other.
 */
export class ConsentStore {
  /** `stored`: an owed stop has moved to a safer place. */
  readonly events = new SafeEmitter<{ stored: [decision: Decision] }>();
  readonly #table: DecisionTable;
  readonly #journal: ConsentJournal;
  readonly #owed = new Map<string, Owed>();
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #retries = new RetryLoop(() => this.#round());

  constructor(table: DecisionTable, journal: ConsentJournal) {
    this.#table = table;
    this.#journal = journal;
  }

  /** Takes over what an earlier run journalled. What the database does not take now stays owed. */
  async replay(entries: JournalEntry[]): Promise<void> {
    for (const entry of entries) {
      if (entry.kind === 'decision') this.#owed.set(entry.id, { decision: entry.of, journalled: true, writing: false });
    }
    if (!(await this.#round())) this.#retries.wake();
  }

  /** Stops of a call that the database does not have yet, in their order. */
  owedOf(callId: string): Decision[] {
    return [...this.#owed.values()]
      .map(({ decision }) => decision)
      .filter((one) => one.callId === callId)
      .sort((a, b) => a.number - b.number);
  }

  whereIs(decision: Decision): ConsentStored {
    const owed = this.#owed.get(keyOf(decision));
    if (owed === undefined) return 'database';
    return owed.journalled ? 'journal' : 'memory';
  }

  /** False if it could not be stored: then it is no consent. */
  async keepGrant(decision: Decision): Promise<boolean> {
    try {
      await this.#inTurn(decision.participantId, () => this.#table.add(decision));
      this.#retries.hurry();
      return true;
    } catch (error) {
      logger.error(`A grant of consent could not be stored, so it does not count. ${oneLine(error)}`);
      return false;
    }
  }

  /** Answers soon, with the place that has it by then; goes on until the database has it. */
  async keepStop(decision: Decision): Promise<ConsentStored> {
    const id = keyOf(decision);
    const owed: Owed = { decision, journalled: false, writing: false };
    this.#owed.set(id, owed);
    const journalled = this.#journal.append({ kind: 'decision', id, of: decision }).then((done) => {
      owed.journalled = done;
      if (done && this.#owed.has(id)) this.events.safeEmit('stored', decision);
      else if (done) void this.#journal.settle(id);
    });
    const written = Promise.race([journalled, after(ANSWER_WITHIN_MS)]).then(() => this.#write(id, owed));
    await Promise.race([written, after(ANSWER_WITHIN_MS)]);
    return this.whereIs(decision);
  }

  /** At shutdown: what the database does not take in time stays in the journal. */
  async close(): Promise<void> {
    await this.#retries.finish(FLUSH_WITHIN_MS);
    const lost = [...this.#owed.values()].filter(({ journalled }) => !journalled).length;
    if (lost > 0)
      logger.error(
        `${lost} withdrawals could be stored nowhere. Participants' browsers remember them and tell them again when they come back.`,
      );
  }

  async #write(id: string, owed: Owed): Promise<boolean> {
    if (owed.writing) return false;
    owed.writing = true;
    try {
      await this.#inTurn(owed.decision.participantId, () => this.#table.add(owed.decision));
      this.#owed.delete(id);
      if (owed.journalled) await this.#journal.settle(id);
      this.events.safeEmit('stored', owed.decision);
      this.#retries.hurry();
      return true;
    } catch (error) {
      logger.error(`A withdrawal could not be stored yet and is tried again. ${oneLine(error)}`);
      this.#retries.wake();
      return false;
    } finally {
      owed.writing = false;
    }
  }

  /** Ends at the first failure, since a database that is down fails the others as well. The next round begins with another one. */
  async #round(): Promise<boolean> {
    for (const [id, owed] of [...this.#owed]) {
      if (!owed.journalled) await this.#journalAgain(id, owed);
      if (!this.#owed.has(id) || (await Promise.race([this.#write(id, owed), after(TRY_WITHIN_MS)])) === true) continue;
      this.#owed.delete(id);
      this.#owed.set(id, owed);
      return false;
    }
    return this.#owed.size === 0;
  }

  async #journalAgain(id: string, owed: Owed): Promise<void> {
    owed.journalled = await this.#journal.append({ kind: 'decision', id, of: owed.decision });
    if (owed.journalled) this.events.safeEmit('stored', owed.decision);
  }

  #inTurn<T>(participantId: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(participantId) ?? Promise.resolve()).then(work);
    const settled = turn
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => {
        if (this.#turns.get(participantId) === settled) this.#turns.delete(participantId);
      });
    this.#turns.set(participantId, settled);
    return turn;
  }
}

const after = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms).unref());
