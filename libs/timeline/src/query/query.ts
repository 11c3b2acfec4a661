import type { SampleState } from '#contracts/emotion';

/** Where something stands in the text: UTF-16 units, `to` excluded. */
export interface Place {
  from: number;
  to: number;
}

export const between = (first: Place, last: Place): Place => ({ from: first.from, to: last.to });

export type Comparison = '>' | '>=' | '<' | '<=';

/** Why there is no estimate. `ok`: the picture is good, but nothing is estimated yet; `no-data`: for whichever reason. */
export type QueryState = SampleState | 'no-data';

export type Condition =
  /** It leads; null: whichever does. */
  | { kind: 'emotion'; emotion: string | null; place: Place }
  /** Its smoothed probability, whether or not it leads. `place`: of its name; `whole`: with the comparison. */
  | { kind: 'threshold'; emotion: string; comparison: Comparison; value: number; place: Place; whole: Place }
  /** Somebody says these words, normalised. */
  | { kind: 'said'; phrase: string; place: Place }
  | { kind: 'state'; state: QueryState; place: Place }
  | { kind: 'time'; startMs: number; endMs: number; place: Place }
  | { kind: 'last'; lengthMs: number; place: Place }
  /** A face's number or its normalised name. `place`: of that; `whole`: with the word before it. */
  | { kind: 'face'; face: number | string; place: Place; whole: Place }
  /** How long what stands beside it in an `all` lasts. */
  | { kind: 'duration'; minMs: number; maxMs: number; place: Place }
  | { kind: 'all' | 'any'; of: Condition[] }
  | { kind: 'not'; of: Condition; place: Place }
  /** At the same time, each on a face of its own. */
  | { kind: 'together'; of: OnFace[] };

/** What is asked of one face, where several are named. */
export interface OnFace {
  face: number | string;
  place: Place;
  of: Condition;
}

export interface Query {
  text: string;
  condition: Condition;
}

/** Whether anything in it is of a kind. */
export function mentions(condition: Condition, kinds: readonly Condition['kind'][]): boolean {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.some((part) => mentions(part, kinds));
    case 'together':
      return condition.of.some((part) => mentions(part.of, kinds));
    case 'not':
      return mentions(condition.of, kinds);
    default:
      return kinds.includes(condition.kind);
  }
}
