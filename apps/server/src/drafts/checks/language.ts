import { isCzech } from './lexicon/negations.ts';
import { FUNCTION_WORDS } from './lexicon/plain-words.ts';
import { wordsOf } from './tokens.ts';

/** Of English and Czech speech more than a third are such words; of German, less than a tenth are. */
const LEAST_SHARE = 0.18;
/** Fewer words say nothing of their language. */
const ENOUGH_WORDS = 12;

/** Null for a language that there are no lists of negations for: nothing can be checked there. */
export function languageOf(texts: readonly string[]): 'en' | 'cs' | null {
  const text = texts.join(' ').slice(0, 200_000);
  const words = wordsOf(text, false);
  const plain = words.filter((word) => FUNCTION_WORDS.has(word)).length;
  if (words.length >= ENOUGH_WORDS && plain < words.length * LEAST_SHARE) return null;
  return isCzech(text) ? 'cs' : 'en';
}
