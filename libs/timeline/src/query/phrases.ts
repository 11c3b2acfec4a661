import { facesAt } from './face-ordinals.ts';
import type { Token } from './lexer.ts';
import { LONGEST_PHRASE, meaningOf, type OwnWords, unitOf } from './lexicon.ts';
import { normalise } from './normalise.ts';
import { LONGEST_NUMBER, numberIn } from './number-words.ts';

type Joined = { token: Token | null; length: number };

/**
 * Words joined to the longest phrases and numbers that are known, with their meanings; words that say nothing are left out.
 *
 * @param pair the numbers of the faces that “both faces” are
 */
export function withMeanings(text: string, tokens: readonly Token[], own?: OwnWords, pair: readonly [number, number] = [1, 2]): Token[] {
  const joined: Token[] = [];
  for (let i = 0; i < tokens.length; ) {
    const faces = facesAt(tokens, i, pair);
    if (faces !== null) {
      joined.push(...faces.tokens);
      i += faces.length;
      continue;
    }
    const { token, length } = phraseAt(text, tokens, i, own) ?? numberAt(text, tokens, i) ?? { token: tokens[i]!, length: 1 };
    if (token !== null) joined.push(token);
    i += length;
  }
  return joined;
}

function phraseAt(text: string, tokens: readonly Token[], start: number, own: OwnWords | undefined): Joined | null {
  const article = articleAt(text, tokens, start);
  if (article !== null) return article;
  const first = tokens[start]!;
  const words = wordsFrom(tokens, start, LONGEST_PHRASE);
  for (let length = words.length; length > 0; length--) {
    const { from, to } = { from: first.from, to: words[length - 1]!.to };
    const written = text.slice(from, to);
    const meaning = meaningOf(written, own);
    if (meaning?.type === 'filler') return { token: null, length };
    if (meaning?.type === 'percent') return { token: { kind: 'percent', from, to }, length };
    if (meaning !== undefined) return { token: { kind: 'word', text: written, meaning, from, to }, length };
  }
  return null;
}

function numberAt(text: string, tokens: readonly Token[], start: number): Joined | null {
  const first = tokens[start]!;
  const words = wordsFrom(tokens, start, LONGEST_NUMBER);
  for (let length = words.length; length > 0; length--) {
    const { from, to } = { from: first.from, to: words[length - 1]!.to };
    const written = text.slice(from, to);
    const parts = normalise(written).split(' ');
    const number = numberIn(parts);
    if (number?.length === parts.length) return { token: { kind: 'number', value: number.value, text: written, from, to }, length };
  }
  return null;
}

/** English units: before one of them “a” is not the Czech “and”. */
const COUNTED = new Set(['s', 'sec', 'second', 'm', 'min', 'minute', 'h', 'hr', 'hour']);
const COUNTS = new Set(['half', 'third', 'quarter', 'fifth', 'tenth', 'hundred']);

/** `a minute` is one, `half a minute` is half of one, `a half` is a half. */
function articleAt(text: string, tokens: readonly Token[], start: number): Joined | null {
  const [article, next] = wordsFrom(tokens, start, 2);
  if (article === undefined || next === undefined || !/^an?$/i.test(article.text)) return null;
  const key = normalise(next.text);
  if (COUNTS.has(key)) return { token: null, length: 1 };
  if (!COUNTED.has(key) || unitOf(key) === undefined) return null;
  const before = tokens[start - 1];
  const isCounted = before?.kind === 'number' || (before?.kind === 'word' && numberIn([normalise(before.text)]) !== null);
  const { from, to } = article;
  return { token: isCounted ? null : { kind: 'number', value: 1, text: text.slice(from, to), from, to }, length: 1 };
}

/** The words that follow each other from here, whose meaning is still open. */
function wordsFrom(tokens: readonly Token[], start: number, most: number): (Token & { kind: 'word' })[] {
  const words: (Token & { kind: 'word' })[] = [];
  for (let i = start; i < tokens.length && words.length < most; i++) {
    const token = tokens[i]!;
    if (token.kind !== 'word' || token.meaning !== null) break;
    words.push(token);
  }
  return words;
}
