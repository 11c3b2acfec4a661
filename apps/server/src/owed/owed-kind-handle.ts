import type { Outcome, OwedEntry, OwedWrite } from './owed-kind.ts';

interface Writes {
  owe(lane: string, value: unknown): OwedEntry;
  entriesOf(lane: string): OwedEntry[];
  forget(lane: string, matches: (value: unknown) => boolean): Promise<unknown[]>;
  /** Whether tries are put off at the moment. */
  isHeldUp(): boolean;
}

/** Tells what became of one write. Nobody has to ask: it is stored all the same. */
export class OwedReceipt {
  readonly #entry: OwedEntry;
  readonly #isHeldUp: () => boolean;

  constructor(entry: OwedEntry, isHeldUp: () => boolean) {
    this.#entry = entry;
    this.#isHeldUp = isHeldUp;
  }

  /** Resolves once the write is stored or lost, its next try has failed, or `patienceMs` are over; at once during an outage. Never rejects. */
  async outcome(patienceMs = 1_000): Promise<Outcome> {
    if (this.#entry.outcome === null && this.#isHeldUp()) return 'owed';
    return outcomeOf(this.#entry, patienceMs);
  }
}

/** One kind of write, as the feature that defined it uses it. */
export class OwedKind<T> {
  readonly #writes: Writes;

  constructor(writes: Writes) {
    this.#writes = writes;
  }

  /** Owes a value to the database. `lane`: what must be stored in order has the same one, usually the call's id. */
  owe(lane: string, value: T): OwedReceipt {
    return new OwedReceipt(this.#writes.owe(lane, value), () => this.#writes.isHeldUp());
  }

  /** What of this kind is on its way, oldest first: callers that read the database add it. A write under way may be in the database too, by its id. */
  pending(lane: string): OwedWrite<T>[] {
    return this.#writes.entriesOf(lane).map(({ id, value, fence }) => ({ id, value: value as T, fence }));
  }

  /** Drops values on their way, also from the spool, and waits for a try under way. Afterwards they are in the database or nowhere. Returns those that were dropped. */
  async forget(lane: string, matches: (value: T) => boolean): Promise<T[]> {
    return (await this.#writes.forget(lane, (value) => matches(value as T))) as T[];
  }
}

export async function outcomeOf(entry: OwedEntry, patienceMs: number): Promise<Outcome> {
  if (entry.outcome !== null) return entry.outcome;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('owed'), patienceMs);
    entry.waiting.push((outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    });
  });
}
