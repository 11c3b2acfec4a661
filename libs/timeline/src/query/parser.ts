import type { EmotionName } from '#contracts/emotion';
import type { Token } from './lexer.ts';
import { type Meaning, nearest, unitOf } from './lexicon.ts';
import { normalise } from './normalise.ts';
import { QueryError, type QueryProblemCode, type QueryProblem } from './problems.ts';
import { type Comparison, type Condition, mentions, type Place } from './query.ts';

/** What may come next where the text ends; a completion is made of each. */
export type Offer = 'term' | 'connector' | 'modifier' | 'comparison' | 'threshold' | 'time' | 'length' | 'unit' | 'words' | 'face' | 'close' | 'until';

type WordToken = Token & { kind: 'word' };

/**
 * Recursive descent over
 *
 *     any  = all { OR all }
 *     all  = term { [ AND | WHILE ] term }
 *     term = NOT term | "(" any ")" | emotion { comparison } | said | state | time | length | face
 */
export class Parser {
  readonly #tokens: Token[];
  readonly #offers = new Set<Offer>();
  #at = 0;
  #open = 0;

  /** `tokens` with their meanings, the last one the end. */
  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  /** What may follow, once `query` has come to the end of the text or failed there. */
  get offers(): ReadonlySet<Offer> {
    return this.#offers;
  }

  /** @throws QueryError */
  query(): Condition {
    this.#offer('term', 'modifier');
    if (this.#tokens.length === 1) throw this.#problem('empty');
    const condition = this.#any();
    if (this.#at < this.#tokens.length - 1) throw this.#problem('parenthesis-not-opened');
    // Times, lengths and faces alone mean: whatever is shown then.
    return mentions(condition, ['emotion', 'threshold', 'said', 'state']) ? condition : { kind: 'all', of: [this.#whatever(), condition] };
  }

  #any(): Condition {
    const parts = [this.#all()];
    while (this.#take('or') !== null) parts.push(this.#all());
    return parts.length === 1 ? parts[0]! : { kind: 'any', of: parts };
  }

  #all(): Condition {
    const parts = [this.#term()];
    for (;;) {
      this.#offer('connector', 'modifier');
      if (this.#open > 0) this.#offer('close');
      const isConnected = (this.#take('and') ?? this.#take('while')) !== null;
      if (!isConnected && (this.#here.kind === 'end' || this.#here.kind === 'close' || this.#isWord('or'))) break;
      parts.push(this.#term());
    }
    this.#refuseTwoLeaders(parts);
    // A length needs something that lasts.
    if (parts.every(({ kind }) => kind === 'duration')) parts.unshift(this.#whatever());
    return parts.length === 1 ? parts[0]! : { kind: 'all', of: parts };
  }

  #term(): Condition {
    this.#take('while');
    this.#offer('term', 'modifier');
    const token = this.#here;
    switch (token.kind) {
      case 'word': return this.#words(token);
      case 'string': return this.#said();
      case 'open': return this.#group(token);
      case 'clock': return this.#range(token);
      case 'compare': return this.#length(token);
      case 'number': throw this.#problem('number-alone', token, { value: token.text });
      case 'comma': throw this.#problem('comma');
      case 'equals': case 'percent': throw this.#problem('threshold-of-what');
      case 'close': throw this.#problem(this.#open > 0 ? 'term-expected' : 'parenthesis-not-opened');
      case 'dash': case 'end': throw this.#problem('term-expected');
    }
  }

  #words(token: WordToken): Condition {
    const { meaning } = token;
    if (meaning === null) throw this.#unknown(token);
    this.#at++;
    switch (meaning.type) {
      case 'not': return negated(this.#term());
      case 'emotion': return this.#emotion(meaning.emotion, token);
      case 'any-emotion': return { kind: 'emotion', emotion: null, place: token };
      case 'state': return { kind: 'state', state: meaning.state };
      case 'said': return this.#said();
      case 'face': return this.#face();
      case 'after': return { kind: 'time', startMs: this.#time(), endMs: Infinity };
      case 'before': return { kind: 'time', startMs: 0, endMs: this.#time() };
      case 'between': return this.#between();
      case 'first': return { kind: 'time', startMs: 0, endMs: this.#amount() };
      case 'last': return { kind: 'last', lengthMs: this.#amount() };
      case 'for': return this.#lasting(this.#comparison() ?? '>=');
      case 'lasting': return this.#lasting(meaning.comparison);
      case 'compare': return this.#lengthAfter(meaning.comparison, token);
      case 'and': case 'or': case 'while': case 'filler': this.#at--; throw this.#problem('term-expected');
    }
  }

  #group(opened: Token): Condition {
    this.#at++;
    this.#open++;
    const condition = this.#any();
    if (this.#here.kind !== 'close') throw this.#problem('parenthesis-not-closed', opened);
    this.#at++;
    this.#open--;
    return condition;
  }

  /** An expression, with thresholds or a length after it. */
  #emotion(emotion: EmotionName, place: WordToken): Condition {
    const parts: Condition[] = [];
    this.#offer('comparison');
    if (this.#here.kind === 'equals') throw this.#problem('no-equality');
    if (this.#here.kind === 'number' && unitOf(this.#wordAfter()) === undefined) {
      throw this.#problem('comparison-missing', this.#here, { emotion: place.text, value: `${this.#here.text}${this.#tokens[this.#at + 1]?.kind === 'percent' ? ' %' : ''}` });
    }
    for (let comparison = this.#comparison(); comparison !== null; comparison = this.#comparison()) {
      this.#offer('threshold');
      const isLength = this.#here.kind === 'number' && unitOf(this.#wordAfter()) !== undefined;
      parts.push(isLength ? this.#lasting(comparison) : { kind: 'threshold', emotion, comparison, value: this.#probability(), place: between(place, place) });
    }
    if (parts.some(({ kind }) => kind === 'threshold')) return parts.length === 1 ? parts[0]! : { kind: 'all', of: parts };
    const leads: Condition = { kind: 'emotion', emotion, place: between(place, place) };
    return parts.length === 0 ? leads : { kind: 'all', of: [leads, ...parts] };
  }

  #comparison(): Comparison | null {
    const token = this.#here;
    const comparison = token.kind === 'compare' ? token.comparison : token.kind === 'word' && token.meaning?.type === 'compare' ? token.meaning.comparison : null;
    if (comparison !== null) this.#at++;
    return comparison;
  }

  #probability(): number {
    const token = this.#here;
    if (token.kind !== 'number') throw this.#problem('threshold-expected');
    this.#at++;
    const isPercent = this.#here.kind === 'percent';
    if (isPercent) this.#at++;
    const value = isPercent ? token.value / 100 : token.value;
    if (value > 1) throw this.#problem('threshold-range', token, { value: `${token.text}${isPercent ? ' %' : ''}` });
    return value;
  }

  #said(): Condition {
    this.#offer('words');
    const token = this.#here;
    const phrase = token.kind === 'string' || token.kind === 'word' ? normalise(token.text) : '';
    if (phrase === '') throw this.#problem('words-expected');
    this.#at++;
    return { kind: 'said', phrase };
  }

  #face(): Condition {
    this.#offer('face');
    const token = this.#here;
    const face = token.kind === 'number' ? token.value : token.kind === 'string' || token.kind === 'word' && token.meaning === null ? normalise(token.text) : '';
    if (face === '') throw this.#problem('face-expected');
    this.#at++;
    return { kind: 'face', face, place: { from: token.from, to: token.to } };
  }

  /** `1:00-2:00`: the first of them is here. */
  #range(token: Token & { kind: 'clock' }): Condition {
    if (this.#tokens[this.#at + 1]?.kind !== 'dash') throw this.#problem('time-alone', token, { time: token.text });
    return this.#between();
  }

  #between(): Condition {
    const first = this.#here;
    const startMs = this.#time();
    this.#offer('until');
    if (this.#here.kind === 'dash') this.#at++;
    else if ((this.#take('and') ?? this.#take('before')) === null) throw this.#problem('time-expected');
    const endMs = this.#time();
    if (endMs <= startMs) throw this.#problem('time-order', between(first, this.#tokens[this.#at - 1]!));
    return { kind: 'time', startMs, endMs };
  }

  /** A clock's time or an amount. */
  #time(): number {
    this.#offer('time');
    const token = this.#here;
    if (token.kind !== 'clock' && token.kind !== 'number') throw this.#problem('time-expected');
    return this.#amount();
  }

  /** `> 3 s` with nothing before it. */
  #length(token: Token & { kind: 'compare' }): Condition {
    this.#at++;
    return this.#lengthAfter(token.comparison, token);
  }

  #lengthAfter(comparison: Comparison, place: Place): Condition {
    if (this.#here.kind !== 'number' || unitOf(this.#wordAfter()) === undefined) throw this.#problem('threshold-of-what', place);
    return this.#lasting(comparison);
  }

  #lasting(comparison: Comparison): Condition {
    const ms = this.#amount();
    return comparison === '>' || comparison === '>=' ? { kind: 'duration', minMs: ms, maxMs: Infinity } : { kind: 'duration', minMs: 0, maxMs: ms };
  }

  /** `3 s`, `1 h 30 min`, `0:30`; `first minute` is one. */
  #amount(): number {
    this.#offer('length');
    const start = this.#here;
    if (start.kind === 'clock') {
      this.#at++;
      return start.ms;
    }
    if (start.kind === 'word' && unitOf(start.text) !== undefined) {
      this.#at++;
      return unitOf(start.text)!;
    }
    let ms = 0;
    do {
      const token = this.#here;
      if (token.kind !== 'number') throw this.#problem('length-expected');
      this.#at++;
      this.#offer('unit');
      const unit = this.#here.kind === 'word' ? unitOf(this.#here.text) : undefined;
      if (unit === undefined) throw this.#problem('unit-missing', token, { value: token.text });
      this.#at++;
      ms += token.value * unit;
    } while (this.#here.kind === 'number' && unitOf(this.#wordAfter()) !== undefined);
    if (!Number.isFinite(ms)) throw this.#problem('length-expected', start);
    return ms;
  }

  get #here(): Token {
    return this.#tokens[this.#at]!;
  }

  #wordAfter(): string {
    const token = this.#tokens[this.#at + 1];
    return token?.kind === 'word' ? token.text : '';
  }

  #isWord(type: Meaning['type']): boolean {
    const token = this.#here;
    return token.kind === 'word' && token.meaning?.type === type;
  }

  #take(type: Meaning['type']): Token | null {
    return this.#isWord(type) ? this.#tokens[this.#at++]! : null;
  }

  #offer(...offers: Offer[]): void {
    if (this.#here.kind === 'end') for (const offer of offers) this.#offers.add(offer);
  }

  #whatever(): Condition {
    return { kind: 'emotion', emotion: null, place: between(this.#tokens[0]!, this.#tokens.at(-1)!) };
  }

  #problem(code: QueryProblemCode, place: Place = this.#here, params?: QueryProblem['params']): QueryError {
    return new QueryError(code, place, params);
  }

  #refuseTwoLeaders(parts: Condition[]): void {
    const leaders = parts.flatMap((part) => part.kind === 'emotion' && part.emotion !== null ? [{ emotion: part.emotion, place: part.place }] : []);
    const [first] = leaders;
    const second = leaders.find(({ emotion }) => emotion !== first?.emotion);
    if (first === undefined || second === undefined) return;
    const said = ({ from }: Place) => this.#tokens.flatMap((token) => token.kind === 'word' && token.from === from ? [token.text] : [])[0] ?? '';
    throw this.#problem('never-both', between(first.place, second.place), { first: said(first.place), second: said(second.place) });
  }

  #unknown(token: WordToken): QueryError {
    const suggestion = nearest(token.text);
    return suggestion === null ? this.#problem('unknown-word', token, { word: token.text }) : this.#problem('did-you-mean', token, { word: token.text, suggestion });
  }
}

const between = (first: Place, last: Place): Place => ({ from: first.from, to: last.to });

/** Not longer is shorter; anything else is turned around when it is looked for. */
function negated(of: Condition): Condition {
  if (of.kind !== 'duration') return { kind: 'not', of };
  return of.maxMs === Infinity ? { kind: 'duration', minMs: 0, maxMs: of.minMs } : { kind: 'duration', minMs: of.maxMs, maxMs: Infinity };
}
