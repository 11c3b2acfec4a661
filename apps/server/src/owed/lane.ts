import type { KindDefinition, OwedEntry } from './owed-kind.ts';

/** Rows of a kind that go into one statement. */
const BATCH = 50;

/** The writes of one lane, usually a call, in their order. One try at a time, so that the order holds in the database too. */
export class Lane {
  readonly key: string;
  readonly queue: OwedEntry[] = [];
  inFlight: OwedEntry[] = [];
  working = false;
  /** So many entries go one by one, to find the one that is refused. */
  #singly = 0;

  constructor(key: string) {
    this.key = key;
  }

  get entries(): OwedEntry[] {
    return [...this.inFlight, ...this.queue];
  }

  /** The waiting entry that takes up this value, or undefined if it needs an entry of its own. */
  absorb(kind: KindDefinition<unknown>, value: unknown, under: Pick<OwedEntry, 'fence' | 'confirmed'>): OwedEntry | undefined {
    const state = kind.stateOf?.(value) ?? null;
    const known =
      state === null ? this.#mergeInto(kind, value, under) : this.queue.find((entry) => entry.kind === kind && entry.state === state);
    if (known === undefined) return undefined;
    // The newest state counts, under the hold by which it was decided.
    if (state !== null) Object.assign(known, { value, ...under });
    known.spooled = false;
    return known;
  }

  /** Takes the next entries of one kind; they are in flight until {@link done} or {@link putBack}. */
  take(): OwedEntry[] {
    const kind = this.queue[0]?.kind;
    let count = this.queue.findIndex((entry) => entry.kind !== kind);
    if (count < 0) count = this.queue.length;
    this.inFlight = this.queue.splice(0, Math.min(count, this.#singly > 0 ? 1 : BATCH));
    if (this.#singly > 0) this.#singly--;
    return this.inFlight;
  }

  done(): void {
    this.inFlight = [];
  }

  /** Returns the entries that are not tried again because they were forgotten meanwhile. `singly`: the next tries take one entry each. */
  putBack({ singly = false } = {}): OwedEntry[] {
    const kept: OwedEntry[] = [];
    for (const entry of this.inFlight) {
      // A state that changed while its try was under way is newer in the queue.
      const newer = entry.state === null ? undefined : this.queue.find((other) => other.kind === entry.kind && other.state === entry.state);
      if (newer !== undefined) newer.waiting.push(...entry.waiting.splice(0));
      else if (!entry.forgotten) kept.push(entry);
    }
    const forgotten = this.inFlight.filter((entry) => entry.forgotten);
    if (singly) this.#singly = kept.length;
    this.queue.unshift(...kept);
    this.inFlight = [];
    return forgotten;
  }

  /** Among the last entries of the same kind. One that was tried may be stored already; what came later must not hide behind its id. */
  #mergeInto(kind: KindDefinition<unknown>, value: unknown, under: Pick<OwedEntry, 'fence' | 'confirmed'>): OwedEntry | undefined {
    if (kind.merge === undefined) return undefined;
    for (const entry of this.queue.toReversed()) {
      if (entry.kind !== kind) return undefined;
      const isAlike = entry.fence === under.fence && entry.confirmed === under.confirmed;
      const merged = entry.tries === 0 && isAlike ? kind.merge(entry.value, value) : null;
      if (merged === null) continue;
      entry.value = merged;
      return entry;
    }
    return undefined;
  }
}
