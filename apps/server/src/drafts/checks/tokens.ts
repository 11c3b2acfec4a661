import { numberTokens } from './numbers.ts';
import type { Token } from './token.ts';

const INVISIBLE = /[\p{Cf}\p{Mn}\u00ad]/gu;
const TOKEN = /\d+(?:[.,:/]\d+)*|[\p{L}\p{M}]+(?:'\p{L}+)*|[.,;:?!()"…-]|[^\s\p{L}\p{N}]|\p{N}/gu;

/** One spelling for what looks the same: NFKC, plain quotes and hyphens, no invisible characters, single spaces, lower case. */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** Words, numbers (`twenty five` and `25` alike), marks and symbols, in their order. */
export function tokensOf(text: string, czech: boolean): Token[] {
  const raw = (normalise(text).match(TOKEN) ?? []).map((one): Token => ({ text: one, kind: kindOf(one) }));
  return numberTokens(raw, czech);
}

/** Tokens that carry something: without marks. */
export const wordsOf = (text: string, czech: boolean): string[] =>
  tokensOf(text, czech)
    .filter(({ kind }) => kind !== 'mark')
    .map((token) => token.text);

function kindOf(text: string): Token['kind'] {
  if (/^\d/.test(text)) return 'number';
  if (/^[\p{L}\p{M}]/u.test(text)) return 'word';
  return /^[.,;:?!()"…-]$/.test(text) ? 'mark' : 'symbol';
}

/**
 * Whether the text has characters that can pretend to be others: letters of a script that the transcript is not written in, words of two scripts,
 * invisible characters, digits of another script.
 */
export function hasOddCharacters(text: string): boolean {
  return /[\p{Cf}\p{Co}\p{Cn}]/u.test(text) || /[^\P{L}\p{Script=Latin}]/u.test(text.normalize('NFKC')) || /[^\P{Nd}0-9]/u.test(text);
}
