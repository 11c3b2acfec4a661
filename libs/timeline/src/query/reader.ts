import type { Token } from './lexer.ts';
import { type Meaning, unitOf } from './lexicon.ts';
import { QueryError, type QueryProblem, type QueryProblemCode } from './problems.ts';
import type { Place } from './query.ts';

/** What may come next where the text ends; a completion is made of each. */
export type Offer =
  | 'term'
  | 'connector'
  | 'modifier'
  | 'comparison'
  | 'threshold'
  | 'time'
  | 'length'
  | 'unit'
  | 'words'
  | 'face'
  | 'close'
  | 'until';

/** The tokens of a query, read one after the other; the last is the end, and stays. */
export class TokenReader {
  readonly tokens: readonly Token[];
  readonly #offers = new Set<Offer>();
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get here(): Token {
    return this.tokens[this.#at]!;
  }

  get following(): Token | undefined {
    return this.tokens[this.#at + 1];
  }

  get last(): Token {
    return this.tokens[Math.max(0, this.#at - 1)]!;
  }

  get isDone(): boolean {
    return this.#at >= this.tokens.length - 1;
  }

  get offers(): ReadonlySet<Offer> {
    return this.#offers;
  }

  next(): Token {
    const token = this.here;
    if (!this.isDone) this.#at++;
    return token;
  }

  isWord(type: Meaning['type']): boolean {
    const token = this.here;
    return token.kind === 'word' && token.meaning?.type === type;
  }

  /** The next token if it is a word of this type, else null. */
  take(type: Meaning['type']): Token | null {
    return this.isWord(type) ? this.next() : null;
  }

  /** Whether a number with a unit of time is next. */
  get isAmount(): boolean {
    return this.here.kind === 'number' && this.following?.kind === 'word' && unitOf(this.following.text) !== undefined;
  }

  /** Whether so many tokens from here there is a number that is not a length. */
  isUnitless(ahead: number): boolean {
    const [number, after] = [this.tokens[this.#at + ahead], this.tokens[this.#at + ahead + 1]];
    return number?.kind === 'number' && !(after?.kind === 'word' && unitOf(after.text) !== undefined);
  }

  /** Likewise, of a number that is not a share either. */
  isPlainNumber(ahead: number): boolean {
    return this.isUnitless(ahead) && !this.isPercent(ahead + 1);
  }

  isPercent(ahead: number): boolean {
    return this.tokens[this.#at + ahead]?.kind === 'percent';
  }

  /** Whether a unit of time is next, which stands for one of it. */
  get isUnit(): boolean {
    return this.here.kind === 'word' && this.here.meaning === null && unitOf(this.here.text) !== undefined;
  }

  /** Says what may come next, where nothing does. */
  offer(...offers: Offer[]): void {
    if (this.isDone) for (const offer of offers) this.#offers.add(offer);
  }

  problem(code: QueryProblemCode, place: Place = this.here, params?: QueryProblem['params']): QueryError {
    return new QueryError(code, place, params);
  }
}
