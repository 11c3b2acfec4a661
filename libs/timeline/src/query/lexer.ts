import type { Meaning } from './lexicon.ts';
import { QueryError } from './problems.ts';
import type { Comparison, Place } from './query.ts';

type TokenBody =
  | { kind: 'word'; text: string; meaning: Meaning | null }
  | { kind: 'string'; text: string }
  | { kind: 'number'; value: number; text: string }
  | { kind: 'clock'; ms: number; text: string }
  | { kind: 'compare'; comparison: Comparison }
  | { kind: 'equals' | 'percent' | 'dash' | 'comma' | 'open' | 'close' | 'end' };
export type Token = Place & TokenBody;

const SPACE = /[\s\p{C}\p{Z}]+/uy;
const CLOCK = /\d+(?::\d+)+(?:[.,]\d+)?/y;
const NUMBER = /\d+(?:[.,]\d+)?|[.,]\d+/y;
const WORD = /\p{L}[\p{L}\p{M}]*(?:['’-][\p{L}\p{M}]+)*/uy;
const STRING = /["“”„«»][^"“”„«»]*["“”„«»]|['‘’‚‹›][^'‘’‚‹›]*['‘’‚‹›]/y;
/** What ends a sentence or begins one says nothing; two full stops mean “to”, and `!` before a word means “not”. */
const SENTENCE_MARK = /[?¿？¡。:]|\.(?!\.|\d)|(?<=[^\s(!])!+(?=\s|$)/uy;
const LAST_MARK = /[\s.…?!？！。]/u;
const QUOTE = /["“”„«»'‘’‚‹›]/y;

const word = (text: string, type: 'and' | 'or' | 'not'): [string, TokenBody] => [text, { kind: 'word', text, meaning: { type } }];
const compare = (text: string, comparison: Comparison): [string, TokenBody] => [text, { kind: 'compare', comparison }];
const sign = (text: string, kind: 'equals' | 'percent' | 'dash' | 'comma' | 'open' | 'close'): [string, TokenBody] => [text, { kind }];

/** The longer ones first. */
const SYMBOLS = [
  compare('>=', '>='),
  compare('=>', '>='),
  compare('≥', '>='),
  compare('>', '>'),
  compare('<=', '<='),
  compare('=<', '<='),
  compare('≤', '<='),
  compare('<', '<'),
  word('&&', 'and'),
  word('&', 'and'),
  word('+', 'and'),
  word('||', 'or'),
  word('|', 'or'),
  word('!', 'not'),
  sign('==', 'equals'),
  sign('=', 'equals'),
  sign('%', 'percent'),
  sign(',', 'comma'),
  sign(';', 'comma'),
  sign('(', 'open'),
  sign(')', 'close'),
  sign('-', 'dash'),
  sign('–', 'dash'),
  sign('—', 'dash'),
  sign('…', 'dash'),
  sign('..', 'dash'),
];

/** The tokens of a query, words not yet joined to phrases. @throws QueryError */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const end = endOf(text);
  for (;;) {
    while (take(SPACE) !== null || take(SENTENCE_MARK) !== null);
    const from = at;
    if (from >= end) return [...tokens, { kind: 'end', from: Math.min(from, text.length), to: Math.min(from, text.length) }];
    tokens.push(next(text, from, take, () => at));
    at = tokens.at(-1)!.to;
  }
}

/** Where the text ends without the marks that end its last sentence. */
function endOf(text: string): number {
  let end = text.length;
  while (end > 0 && LAST_MARK.test(text[end - 1]!)) end--;
  return text.slice(end).trim() === '' ? text.length : end;
}

function next(text: string, from: number, take: (pattern: RegExp) => string | null, at: () => number): Token {
  const place = () => ({ from, to: at() });
  const clock = take(CLOCK);
  if (clock !== null) return { kind: 'clock', ms: clockMs(clock, place()), text: clock, ...place() };
  const number = take(NUMBER);
  if (number !== null) return { kind: 'number', value: Number(number.replace(',', '.')), text: number, ...place() };
  const letters = take(WORD);
  if (letters !== null) return { kind: 'word', text: letters, meaning: null, ...place() };
  const quoted = take(STRING);
  if (quoted !== null) return { kind: 'string', text: quoted.slice(1, -1), ...place() };
  if (take(QUOTE) !== null) throw new QueryError('quote-not-closed', { from, to: text.length });
  const symbol = SYMBOLS.find(([characters]) => text.startsWith(characters, from));
  if (symbol !== undefined) return { ...symbol[1], from, to: from + symbol[0].length };
  const character = String.fromCodePoint(text.codePointAt(from) ?? 0);
  throw new QueryError('unexpected-character', { from, to: from + character.length }, { character });
}

/** `1:02:03`, `2:00`, `0:01.5`. */
function clockMs(text: string, place: Place): number {
  const parts = text.replace(',', '.').split(':').map(Number);
  const [seconds = 0, minutes = 0, hours = 0] = parts.reverse();
  const isTime = parts.length <= 3 && seconds < 60 && (parts.length < 3 || minutes < 60) && Number.isFinite(hours * 60 + minutes);
  if (!isTime) throw new QueryError('bad-time', place, { time: text });
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
