import { DRAWN_WORDS } from '#contracts/drawn-words';
import { EMOTIONS, emotionsOf, isEmotion } from '#contracts/emotion';
import { emotionWords, LANGUAGES, type Language, withEndings } from './emotion-words.ts';
import { type Keyword, KEYWORDS, UNITS } from './keywords.ts';
import { normalise } from './normalise.ts';

export type Meaning = Keyword | { type: 'emotion'; emotion: string };

/** `key` is the word normalised, `sense` its meaning as one string. */
export interface Entry {
  word: string;
  key: string;
  language: Language;
  meaning: Meaning;
  sense: string;
}

/** Every word and phrase in every language, as it is written. Where two share a key, the first counts. */
export const ENTRIES: readonly Entry[] = LANGUAGES.flatMap((language) => [
  ...EMOTIONS.flatMap((emotion) =>
    [...emotionWords(emotion, language), DRAWN_WORDS[language].emotion[emotion]].map((word) =>
      entry(word, language, { type: 'emotion', emotion }),
    ),
  ),
  ...KEYWORDS.flatMap(({ keyword, words }) =>
    words[language]
      .split(', ')
      .flatMap(withEndings)
      .map((word) => entry(word, language, keyword)),
  ),
]);

function entry(word: string, language: Language, meaning: Meaning): Entry {
  return { word, key: normalise(word), language, meaning, sense: senseOf(meaning) };
}

function senseOf(meaning: Meaning): string {
  return Object.values(meaning).join(' ');
}

const BY_SENSE = Map.groupBy(ENTRIES, ({ language, sense }) => `${language} ${sense}`);
/** A language's words for a meaning, the one that is offered first. */
export const entriesFor = (meaning: Meaning, language: Language): readonly Entry[] => BY_SENSE.get(`${language} ${senseOf(meaning)}`) ?? [];

const MEANINGS = new Map([...ENTRIES].reverse().map(({ key, meaning }) => [key, meaning]));
const UNIT_MS = new Map(UNITS.map(({ word, ms }) => [normalise(word), ms]));

/** Words that mean classes which only one model has, normalised. */
export type OwnWords = ReadonlyMap<string, Meaning>;
const NO_WORDS: OwnWords = new Map();

/** The names of a model's classes that no language here has words for; each stands for itself. */
export const ownWordsOf = (classes: readonly string[] | undefined): OwnWords =>
  new Map(
    emotionsOf(classes ?? [])
      .filter((name) => !isEmotion(name))
      .map((emotion) => [normalise(emotion), { type: 'emotion', emotion }]),
  );

export const LONGEST_PHRASE = Math.max(...ENTRIES.map(({ key }) => key.split(' ').length));
export const meaningOf = (words: string, own: OwnWords = NO_WORDS): Meaning | undefined => {
  const key = normalise(words);
  return MEANINGS.get(key) ?? own.get(key);
};
export const unitOf = (word: string): number | undefined => UNIT_MS.get(normalise(word));

/** Nothing longer is a misspelling of a word that is known. */
const LONGEST_MISSPELT = 24;

/** Below this a single wrong letter makes another word of it (`bad`, `sad`). */
const SHORT = 5;
/** From this on two slips still leave a word that is recognised. */
const LONG = 8;

/** The known word that was most likely meant; null where none is near. */
export function nearest(word: string): string | null {
  const key = normalise(word);
  if (key.length < 3 || key.length > LONGEST_MISSPELT) return null;
  let best: { entry: Entry; cost: number } | null = null;
  for (const candidate of ENTRIES) {
    if (candidate.meaning.type === 'filler') continue;
    const edits = editsBetween(key, candidate.key);
    if (edits === null) continue;
    const cost = edits + (candidate.key[0] === key[0] ? 0 : 0.4) + (candidate.meaning.type === 'emotion' ? 0 : 0.2);
    if (best === null || cost < best.cost) best = { entry: candidate, cost };
  }
  return best?.entry.word ?? null;
}

/** Null where they are too far from each other to be one word, misspelt or begun. */
function editsBetween(key: string, known: string): number | null {
  if (known.startsWith(key) && key.length * 2 >= known.length) return 1;
  const shorter = Math.min(key.length, known.length);
  const allowed = shorter < LONG ? 1 : 2;
  if (shorter < 3 || Math.abs(known.length - key.length) > allowed) return null;
  const beginsAlike = key[0] === known[0] || (key[0] === known[1] && key[1] === known[0]) || shorter >= LONG - 1;
  if (!beginsAlike || (shorter < SHORT && isOtherLetter(key, known))) return null;
  const edits = distance(key, known);
  return edits <= allowed ? edits : null;
}

/** As long as the other, and not by two letters that were swapped. */
function isOtherLetter(key: string, known: string): boolean {
  return key.length === known.length && [...key].sort().join('') !== [...known].sort().join('');
}

/** Edits between two words: a letter more, less, another, or two swapped (Damerau 1964, optimal string alignment). */
export function distance(a: string, b: string): number {
  let [beforeLast, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforeLast[j - 2]! + 1 : Infinity;
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), swapped));
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
