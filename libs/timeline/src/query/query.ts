import type { SampleState } from '#contracts/emotion';

/** Where something stands in the text: UTF-16 units, `to` excluded. */
export interface Place {
  from: number;
  to: number;
}

export type Comparison = '>' | '>=' | '<' | '<=';

export type Condition =
  /** It leads; null: whichever does. */
  | { kind: 'emotion'; emotion: string | null; place: Place }
  /** Its smoothed probability, whether or not it leads. */
  | { kind: 'threshold'; emotion: string; comparison: Comparison; value: number; place: Place }
  /** Somebody says these words, normalised. */
  | { kind: 'said'; phrase: string }
  | { kind: 'state'; state: SampleState }
  | { kind: 'time'; startMs: number; endMs: number }
  | { kind: 'last'; lengthMs: number }
  /** A face's number or its normalised name. */
  | { kind: 'face'; face: number | string; place: Place }
  /** How long what stands beside it in an `all` lasts. */
  | { kind: 'duration'; minMs: number; maxMs: number }
  | { kind: 'all' | 'any'; of: Condition[] }
  | { kind: 'not'; of: Condition };

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
    case 'not':
      return mentions(condition.of, kinds);
    default:
      return kinds.includes(condition.kind);
  }
}
