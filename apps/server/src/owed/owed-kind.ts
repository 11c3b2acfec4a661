import type { z } from 'zod';

/** `stored`; `owed`: it has failed or takes its time, and is tried until it is stored; `lost`: refused for good, forgotten, or no room. */
export type Outcome = 'stored' | 'owed' | 'lost';

/** One write as its kind stores it. `id` is unique and the same at every try. */
export interface OwedWrite<T> {
  id: string;
  value: T;
  /** The token of the call that this server held when the write was owed; null: it needs none. */
  fence: number | null;
}

export interface KindDefinition<T> {
  /** Also stands in the spool file: a kind that is renamed cannot read what an older version left there. */
  name: string;
  /**
   * What becomes of a write once another server has the lane's call. `state`: {@link store} must refuse it by its `fence`. `rows`: it is stored if the
   * call was held here when it was owed, which is seen to before {@link store}. `no`: it is not about a call that runs, or counts wherever it was made.
   */
  fenced: 'state' | 'rows' | 'no';
  /** Reads a value back from JSON. */
  schema: z.ZodType<T>;
  /**
   * Stores writes of one lane in their order, all or none. May be called again with writes that are stored already, since an answer
   * can be lost: a write whose `id` is there changes nothing.
   */
  store(writes: OwedWrite<T>[], lane: string): Promise<void>;
  /** For states: values with the same name are one state, of which only the newest counts. */
  stateOf?(value: T): string;
  /** For what is added: one value that stands for both, or null to keep them apart. Only called for values that were never tried. */
  merge?(older: T, newer: T): T | null;
  /** How much memory a value takes, in rows of a few hundred bytes. Default 1. */
  weight?(value: T): number;
  /** Given up first when there is no more room. */
  expendable?: boolean;
}

/** A write on its way. */
export interface OwedEntry {
  readonly id: string;
  readonly kind: KindDefinition<unknown>;
  readonly lane: string;
  readonly state: string | null;
  /** As in {@link OwedWrite}. */
  fence: number | null;
  /** Whether it was certain that nobody else held the call. */
  confirmed: boolean;
  /** When it was owed, by `performance.now()`. */
  readonly since: number;
  value: unknown;
  tries: number;
  /** Whether the spool has its present value. */
  spooled: boolean;
  /** Erased while a try was under way: not to be tried again. */
  forgotten: boolean;
  /** What became of it, once that is certain. */
  outcome: Exclude<Outcome, 'owed'> | null;
  /** Told once each; see {@link settle}. */
  waiting: ((outcome: Outcome) => void)[];
}

export function settle(entry: OwedEntry, outcome: Outcome): void {
  if (outcome !== 'owed') entry.outcome = outcome;
  for (const tell of entry.waiting.splice(0)) tell(outcome);
}

export const weightOf = ({ kind, value }: OwedEntry): number => kind.weight?.(value) ?? 1;
