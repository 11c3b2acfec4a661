import type { Token } from './lexer.ts';
import { nearest, unitOf } from './lexicon.ts';
import { normalise } from './normalise.ts';
import { type QueryError } from './problems.ts';
import { type Comparison, type Condition, mentions, type Place } from './query.ts';
import { type Offer, TokenReader } from './reader.ts';

type WordToken = Token & { kind: 'word' };

/**
 * Recursive descent over
 *
 *     any  = all { OR all }
 *     all  = term { [ AND | WHILE ] term }
 *     term = NOT term | "(" any ")" | emotion { comparison } | said | state | time | length | face
 */
export class Parser {
  readonly #read: TokenReader;
  #open = 0;

  /** `tokens` with their meanings, the last one the end. */
  constructor(tokens: Token[]) {
    this.#read = new TokenReader(tokens);
  }

  /** What may follow, once `query` has come to the end of the text or failed there. */
  get offers(): ReadonlySet<Offer> {
    return this.#read.offers;
  }

  /** @throws QueryError */
  query(): Condition {
    this.#read.offer('term', 'modifier');
    if (this.#read.isDone) throw this.#read.problem('empty');
    const condition = this.#any();
    if (!this.#read.isDone) throw this.#read.problem('parenthesis-not-opened');
    // Times, lengths and faces alone mean: whatever is shown then.
    return mentions(condition, ['emotion', 'threshold', 'said', 'state']) ? condition : { kind: 'all', of: [this.#whatever(), condition] };
  }

  #any(): Condition {
    const parts = [this.#all()];
    while (this.#read.take('or') !== null) parts.push(this.#all());
    return parts.length === 1 ? parts[0]! : { kind: 'any', of: parts };
  }

  #all(): Condition {
    const parts = [this.#term()];
    for (;;) {
      this.#read.offer('connector', 'modifier');
      if (this.#open > 0) this.#read.offer('close');
      const isConnected = (this.#read.take('and') ?? this.#read.take('while')) !== null;
      if (!isConnected && (this.#read.here.kind === 'end' || this.#read.here.kind === 'close' || this.#read.isWord('or'))) break;
      parts.push(this.#term());
    }
    this.#refuseTwoLeaders(parts);
    // A length needs something that lasts.
    if (parts.every(({ kind }) => kind === 'duration')) parts.unshift(this.#whatever());
    return parts.length === 1 ? parts[0]! : { kind: 'all', of: parts };
  }

  #term(): Condition {
    this.#read.take('while');
    this.#read.offer('term', 'modifier');
    const token = this.#read.here;
    switch (token.kind) {
      case 'word':
        return this.#words(token);
      case 'string':
        return this.#said();
      case 'open':
        return this.#group(token);
      case 'clock':
        return this.#range(token);
      case 'compare':
        return this.#length(token);
      case 'number':
        throw this.#read.problem('number-alone', token, { value: token.text });
      case 'comma':
        throw this.#read.problem('comma');
      case 'equals':
      case 'percent':
        throw this.#read.problem('threshold-of-what');
      case 'close':
        throw this.#read.problem(this.#open > 0 ? 'term-expected' : 'parenthesis-not-opened');
      case 'dash':
      case 'end':
        throw this.#read.problem('term-expected');
    }
  }

  #words(token: WordToken): Condition {
    const { meaning } = token;
    if (meaning === null) throw this.#unknown(token);
    this.#read.next();
    switch (meaning.type) {
      case 'not':
        return negated(this.#term());
      case 'emotion':
        return this.#emotion(meaning.emotion, token);
      case 'any-emotion':
        return { kind: 'emotion', emotion: null, place: token };
      case 'state':
        return { kind: 'state', state: meaning.state };
      case 'said':
        return this.#said();
      case 'face':
        return this.#face();
      case 'after':
        return { kind: 'time', startMs: this.#time(), endMs: Infinity };
      case 'before':
        return { kind: 'time', startMs: 0, endMs: this.#time() };
      case 'between':
        return this.#between();
      case 'first':
        return { kind: 'time', startMs: 0, endMs: this.#amount() };
      case 'last':
        return { kind: 'last', lengthMs: this.#amount() };
      case 'for':
        return this.#lasting(this.#comparison() ?? '>=');
      case 'lasting':
        return this.#lasting(meaning.comparison);
      case 'compare':
        return this.#lengthAfter(meaning.comparison, token);
      case 'and':
      case 'or':
      case 'while':
      case 'filler':
        throw this.#read.problem('term-expected', token);
    }
  }

  #group(opened: Token): Condition {
    this.#read.next();
    this.#open++;
    const condition = this.#any();
    if (this.#read.here.kind !== 'close') throw this.#read.problem('parenthesis-not-closed', opened);
    this.#read.next();
    this.#open--;
    return condition;
  }

  /** An expression, with thresholds or a length after it. */
  #emotion(emotion: string, place: WordToken): Condition {
    const parts: Condition[] = [];
    this.#read.offer('comparison');
    if (this.#read.here.kind === 'equals') throw this.#read.problem('no-equality');
    if (this.#read.here.kind === 'number' && !this.#read.isAmount) {
      throw this.#read.problem('comparison-missing', this.#read.here, {
        emotion: place.text,
        value: `${this.#read.here.text}${this.#read.following?.kind === 'percent' ? ' %' : ''}`,
      });
    }
    for (let comparison = this.#comparison(); comparison !== null; comparison = this.#comparison()) {
      this.#read.offer('threshold');
      const isLength = this.#read.isAmount;
      parts.push(
        isLength
          ? this.#lasting(comparison)
          : { kind: 'threshold', emotion, comparison, value: this.#probability(), place: between(place, place) },
      );
    }
    if (parts.some(({ kind }) => kind === 'threshold')) return parts.length === 1 ? parts[0]! : { kind: 'all', of: parts };
    const leads: Condition = { kind: 'emotion', emotion, place: between(place, place) };
    return parts.length === 0 ? leads : { kind: 'all', of: [leads, ...parts] };
  }

  #comparison(): Comparison | null {
    const token = this.#read.here;
    const comparison =
      token.kind === 'compare'
        ? token.comparison
        : token.kind === 'word' && token.meaning?.type === 'compare'
          ? token.meaning.comparison
          : null;
    if (comparison !== null) this.#read.next();
    return comparison;
  }

  #probability(): number {
    const token = this.#read.here;
    if (token.kind !== 'number') throw this.#read.problem('threshold-expected');
    this.#read.next();
    const isPercent = this.#read.here.kind === 'percent';
    if (isPercent) this.#read.next();
    const value = isPercent ? token.value / 100 : token.value;
    if (value > 1) throw this.#read.problem('threshold-range', token, { value: `${token.text}${isPercent ? ' %' : ''}` });
    return value;
  }

  #said(): Condition {
    this.#read.offer('words');
    const token = this.#read.here;
    const phrase = token.kind === 'string' || token.kind === 'word' ? normalise(token.text) : '';
    if (phrase === '') throw this.#read.problem('words-expected');
    this.#read.next();
    return { kind: 'said', phrase };
  }

  #face(): Condition {
    this.#read.offer('face');
    const token = this.#read.here;
    const face =
      token.kind === 'number'
        ? token.value
        : token.kind === 'string' || (token.kind === 'word' && token.meaning === null)
          ? normalise(token.text)
          : '';
    if (face === '') throw this.#read.problem('face-expected');
    this.#read.next();
    return { kind: 'face', face, place: { from: token.from, to: token.to } };
  }

  /** `1:00-2:00`: the first of them is here. */
  #range(token: Token & { kind: 'clock' }): Condition {
    if (this.#read.following?.kind !== 'dash') throw this.#read.problem('time-alone', token, { time: token.text });
    return this.#between();
  }

  #between(): Condition {
    const first = this.#read.here;
    const startMs = this.#time();
    this.#read.offer('until');
    if (this.#read.here.kind === 'dash') this.#read.next();
    else if ((this.#read.take('and') ?? this.#read.take('before')) === null) throw this.#read.problem('time-expected');
    const endMs = this.#time();
    if (endMs <= startMs) throw this.#read.problem('time-order', between(first, this.#read.last));
    return { kind: 'time', startMs, endMs };
  }

  /** A clock's time or an amount. */
  #time(): number {
    this.#read.offer('time');
    const token = this.#read.here;
    if (token.kind !== 'clock' && token.kind !== 'number') throw this.#read.problem('time-expected');
    return this.#amount();
  }

  /** `> 3 s` with nothing before it. */
  #length(token: Token & { kind: 'compare' }): Condition {
    this.#read.next();
    return this.#lengthAfter(token.comparison, token);
  }

  #lengthAfter(comparison: Comparison, place: Place): Condition {
    if (!this.#read.isAmount) throw this.#read.problem('threshold-of-what', place);
    return this.#lasting(comparison);
  }

  #lasting(comparison: Comparison): Condition {
    const ms = this.#amount();
    return comparison === '>' || comparison === '>='
      ? { kind: 'duration', minMs: ms, maxMs: Infinity }
      : { kind: 'duration', minMs: 0, maxMs: ms };
  }

  /** `3 s`, `1 h 30 min`, `0:30`; `first minute` is one. */
  #amount(): number {
    this.#read.offer('length');
    const start = this.#read.here;
    if (start.kind === 'clock') {
      this.#read.next();
      return start.ms;
    }
    if (start.kind === 'word' && unitOf(start.text) !== undefined) {
      this.#read.next();
      return unitOf(start.text)!;
    }
    let ms = 0;
    do {
      const token = this.#read.here;
      if (token.kind !== 'number') throw this.#read.problem('length-expected');
      this.#read.next();
      this.#read.offer('unit');
      const unit = this.#read.here.kind === 'word' ? unitOf(this.#read.here.text) : undefined;
      if (unit === undefined) throw this.#read.problem('unit-missing', token, { value: token.text });
      this.#read.next();
      ms += token.value * unit;
    } while (this.#read.isAmount);
    if (!Number.isFinite(ms)) throw this.#read.problem('length-expected', start);
    return ms;
  }

  #whatever(): Condition {
    return { kind: 'emotion', emotion: null, place: between(this.#read.tokens[0]!, this.#read.tokens.at(-1)!) };
  }

  #refuseTwoLeaders(parts: Condition[]): void {
    const leaders = parts.flatMap((part) =>
      part.kind === 'emotion' && part.emotion !== null ? [{ emotion: part.emotion, place: part.place }] : [],
    );
    const [first] = leaders;
    const second = leaders.find(({ emotion }) => emotion !== first?.emotion);
    if (first === undefined || second === undefined) return;
    const said = ({ from }: Place) =>
      this.#read.tokens.flatMap((token) => (token.kind === 'word' && token.from === from ? [token.text] : []))[0] ?? '';
    throw this.#read.problem('never-both', between(first.place, second.place), { first: said(first.place), second: said(second.place) });
  }

  #unknown(token: WordToken): QueryError {
    const suggestion = nearest(token.text);
    return suggestion === null
      ? this.#read.problem('unknown-word', token, { word: token.text })
      : this.#read.problem('did-you-mean', token, { word: token.text, suggestion });
  }
}

const between = (first: Place, last: Place): Place => ({ from: first.from, to: last.to });

/** Not longer is shorter; anything else is turned around when it is looked for. */
function negated(of: Condition): Condition {
  if (of.kind !== 'duration') return { kind: 'not', of };
  return of.maxMs === Infinity ? { kind: 'duration', minMs: 0, maxMs: of.minMs } : { kind: 'duration', minMs: of.maxMs, maxMs: Infinity };
}
