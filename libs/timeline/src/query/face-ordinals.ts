import type { Token } from './lexer.ts';
import { meaningOf } from './lexicon.ts';
import { normalise } from './normalise.ts';
import type { Place } from './query.ts';

/** Which face a word before “face” says, in both languages, as `normalise` writes it. */
const ORDINALS: readonly RegExp[] = [
  /^(first|1st|prvni|prvniho|prvnimu)$/,
  /^(second|2nd|druh(a|e|ou|y|eho|emu|ym))$/,
  /^(third|3rd|treti|tretiho|tretimu)$/,
  /^(fourth|4th|ctvrt(a|e|ou|y|eho|emu|ym))$/,
  /^(fifth|5th|pat(a|e|ou|y|eho|emu|ym))$/,
];
const BOTH = /^(both|oba|obe|obou|obema)$/;
/** Between `both` and what there are two of: `both of the faces`. */
const BETWEEN = /^(of|the|these|those|ty|tyto|z)$/;

/**
 * `the second face` as `face 2`, `both faces` as `faces 1 and 2`: the tokens that say so, and how many they are instead of; null: it is
 * something else.
 *
 * @param pair the numbers of the two that “both” are
 */
export function facesAt(
  tokens: readonly Token[],
  start: number,
  pair: readonly [number, number],
): { tokens: Token[]; length: number } | null {
  const first = tokens[start]!;
  if (first.kind !== 'word' || first.meaning !== null) return null;
  const key = normalise(first.text);
  const isBoth = BOTH.test(key);
  const ordinal = ORDINALS.findIndex((words) => words.test(key)) + 1;
  if (!isBoth && ordinal === 0) return null;
  let at = start + 1;
  const wordAt = (index: number) => {
    const token = tokens[index];
    return token?.kind === 'word' && token.meaning === null ? token : null;
  };
  for (let word = wordAt(at); isBoth && word !== null && BETWEEN.test(normalise(word.text)); word = wordAt(at)) at++;
  const face = wordAt(at);
  const meaning = face === null ? undefined : meaningOf(face.text);
  if (face === null || meaning?.type !== 'face') return null;
  // A name or a number after it says which face, and better.
  const next = tokens[at + 1];
  if (next?.kind === 'number' || next?.kind === 'string') return null;
  const place: Place = { from: first.from, to: face.to };
  const number = (value: number): Token => ({ kind: 'number', value, text: String(value), ...place });
  const word: Token = { kind: 'word', text: face.text, meaning, ...place };
  return {
    length: at + 1 - start,
    tokens: isBoth
      ? [word, number(pair[0]), { kind: 'word', text: 'and', meaning: { type: 'and' }, ...place }, number(pair[1])]
      : [word, number(ordinal)],
  };
}
