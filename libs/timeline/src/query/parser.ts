import { negated, readAmount, readBetween, readLasting, readTime } from './amounts.ts';
import { readFaces } from './faces.ts';
import type { Token } from './lexer.ts';
import { type Meaning, nearest } from './lexicon.ts';
import { normalise } from './normalise.ts';
import { type QueryError } from './problems.ts';
import { between, type Comparison, type Condition, mentions } from './query.ts';
import { type Offer, TokenReader } from './reader.ts';
import { readComparison, readCompared, readEmotion, readLikelihood, type Subject } from './thresholds.ts';
import { joined } from './together.ts';

type WordToken = Token & { kind: 'word' };

/** Before a term they say nothing: English article, pronoun and verb (`when do they smile`), Czech preposition. Elsewhere they mean something. */
const EMPTY_BEFORE_A_TERM = new Set(['a', 'i', 'do', 's']);
/** Between these and what stands before them a comma cannot mean “or”. */
const CLEAR_AFTER_A_COMMA: ReadonlySet<string> = new Set<Meaning['type']>([
  ...(['and', 'or', 'while', 'not', 'face', 'said'] as const),
  ...(['after', 'before', 'between', 'first', 'last', 'for', 'lasting'] as const),
]);
/** What a time or the end of the text begins with: `do 2:00` is “until”. */
const AFTER_A_PREPOSITION = new Set(['clock', 'number', 'end']);

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
  /** The expression that was named last: `and < 0.9` is of it. */
  #subject: Subject | null = null;

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
    const groups = [[this.#term()]];
    for (;;) {
      this.#read.offer('connector', 'modifier');
      if (this.#open > 0) this.#read.offer('close');
      this.#skipFaceAlone();
      const isConnected = this.#takeComma() || (this.#read.take('and') ?? this.#read.take('while')) !== null;
      if (!isConnected && (this.#read.here.kind === 'end' || this.#read.here.kind === 'close' || this.#read.isWord('or'))) break;
      const term = this.#term();
      if (isConnected) groups.push([term]);
      else groups.at(-1)!.push(term);
    }
    const parts = joined(groups, this.#whatever());
    // A length needs something that lasts.
    if (parts.every(({ kind }) => kind === 'duration')) parts.unshift(this.#whatever());
    return parts.length === 1 ? parts[0]! : { kind: 'all', of: parts };
  }

  #term(): Condition {
    this.#read.take('while');
    while (this.#isEmptyHere()) this.#read.next();
    this.#read.offer('term', 'modifier');
    const token = this.#read.here;
    switch (token.kind) {
      case 'word':
        return this.#words(token);
      case 'string':
        return this.#said(token);
      case 'open':
        return this.#group(token);
      case 'clock':
        return this.#range(token);
      case 'compare':
        this.#read.next();
        return this.#compared(token, token.comparison);
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

  /** `a happy face`: which one is not said. */
  #skipFaceAlone(): void {
    const { following } = this.#read;
    const isNamed =
      following?.kind === 'number' || following?.kind === 'string' || (following?.kind === 'word' && following.meaning === null);
    if (!this.#read.isWord('face') || isNamed) return;
    this.#read.next();
    this.#read.offer('face');
  }

  /** A comma before what can only narrow down, or before a word that joins, says “and” or nothing. */
  #takeComma(): boolean {
    const { here, following } = this.#read;
    if (here.kind !== 'comma' || following?.kind !== 'word' || following.meaning === null) return false;
    if (!CLEAR_AFTER_A_COMMA.has(following.meaning.type)) return false;
    this.#read.next();
    if (this.#read.isWord('or')) return false;
    if (this.#read.take('and') === null) this.#read.take('while');
    return true;
  }

  #isEmptyHere(): boolean {
    const { here, following } = this.#read;
    if (here.kind !== 'word' || !EMPTY_BEFORE_A_TERM.has(here.text.toLowerCase())) return false;
    return here.meaning?.type !== 'before' || !AFTER_A_PREPOSITION.has(following?.kind ?? 'end');
  }

  #words(token: WordToken): Condition {
    const { meaning } = token;
    if (meaning === null) throw this.#unknown(token);
    this.#read.next();
    switch (meaning.type) {
      case 'not': {
        const of = this.#term();
        return negated(of, between(token, this.#read.last));
      }
      case 'emotion':
        this.#subject = { emotion: meaning.emotion, place: between(token, token) };
        return readEmotion(this.#read, this.#subject, token.text);
      case 'any-emotion':
        return { kind: 'emotion', emotion: null, place: token };
      case 'likelihood':
        return readLikelihood(this.#read, meaning.likelihood, token);
      case 'state':
        return { kind: 'state', state: meaning.state, place: between(token, token) };
      case 'said':
        return this.#said(token);
      case 'face':
        return readFaces(this.#read, token);
      case 'after':
        return { kind: 'time', startMs: readTime(this.#read), endMs: Infinity, place: between(token, this.#read.last) };
      case 'before':
        return { kind: 'time', startMs: 0, endMs: readTime(this.#read), place: between(token, this.#read.last) };
      case 'between':
        return readBetween(this.#read, token);
      case 'first':
        return { kind: 'time', startMs: 0, endMs: readAmount(this.#read), place: between(token, this.#read.last) };
      case 'last':
        return { kind: 'last', lengthMs: readAmount(this.#read), place: between(token, this.#read.last) };
      case 'for':
        return readLasting(this.#read, readComparison(this.#read) ?? '>=', token);
      case 'lasting':
        return readLasting(this.#read, meaning.comparison, token);
      case 'compare':
        return this.#compared(token, meaning.comparison);
      case 'and':
      case 'or':
      case 'while':
      case 'percent':
      case 'filler':
        throw this.#read.problem('term-expected', token);
    }
  }

  #compared(token: Token, comparison: Comparison): Condition {
    const condition = readCompared(this.#read, comparison, token, this.#subject);
    if (condition.kind === 'threshold') this.#subject = { emotion: condition.emotion, place: condition.place };
    return condition;
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

  #said(start: Token): Condition {
    this.#read.offer('words');
    const token = this.#read.here;
    const phrase = token.kind === 'string' || token.kind === 'word' ? normalise(token.text) : '';
    if (phrase === '') throw this.#read.problem('words-expected');
    this.#read.next();
    return { kind: 'said', phrase, place: between(start, token) };
  }

  /** `1:00-2:00`: the first of them is here. */
  #range(token: Token & { kind: 'clock' }): Condition {
    if (this.#read.following?.kind !== 'dash') throw this.#read.problem('time-alone', token, { time: token.text });
    return readBetween(this.#read, token);
  }

  #whatever(): Condition {
    return { kind: 'emotion', emotion: null, place: between(this.#read.tokens[0]!, this.#read.tokens.at(-1)!) };
  }

  #unknown(token: WordToken): QueryError {
    const suggestion = nearest(token.text);
    return suggestion === null
      ? this.#read.problem('unknown-word', token, { word: token.text })
      : this.#read.problem('did-you-mean', token, { word: token.text, suggestion });
  }
}
