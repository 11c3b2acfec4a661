import { EMOTIONS, emotionsOf } from '#contracts/emotion';
import type { Language } from './emotion-words.ts';
import { entriesFor, type Meaning } from './lexicon.ts';
import type { QueryContext } from './parse.ts';
import type { Offer } from './reader.ts';

export type ChoiceKind = 'emotion' | 'state' | 'operator' | 'comparison' | 'time' | 'length' | 'words' | 'face' | 'parenthesis';
/** `text`: what is shown and inserted. `meaning`: what other words stand for the same. */
export interface Choice {
  kind: ChoiceKind;
  text: string;
  meaning?: Meaning;
}

/** Where words are to be typed: the cursor goes between the marks. */
export const QUOTES = '""';

const TEXTS = {
  en: {
    whileSaid: `while ${QUOTES}`,
    said: `said ${QUOTES}`,
    face: 'face',
    times: ['after', 'before', 'between', 'in the first 5 minutes', 'in the last 5 minutes'],
    lengths: ['for 3 s', 'longer than 2 s', 'shorter than 5 s'],
    until: 'and',
  },
  cs: {
    whileSaid: `když ${QUOTES}`,
    said: `řekl ${QUOTES}`,
    face: 'tvář',
    times: ['po', 'před', 'mezi', 'v prvních 5 minutách', 'v posledních 5 minutách'],
    lengths: ['po dobu 3 s', 'delší než 2 s', 'kratší než 5 s'],
    until: 'a',
  },
} satisfies Record<Language, unknown>;

const STATES = ['no-face', 'uncertain', 'poor-light', 'too-small'] as const;

/** The choices for what may come next, the likeliest first. */
export function choicesOf(offers: ReadonlySet<Offer>, language: Language, { faces, classes }: QueryContext): Choice[] {
  const texts = TEXTS[language];
  const all = (kind: ChoiceKind, ...values: string[]): Choice[] => values.map((text) => ({ kind, text }));
  const word = (kind: ChoiceKind, meaning: Meaning): Choice[] => [
    { kind, meaning, text: wordFor(meaning, language, '') ?? (meaning.type === 'emotion' ? meaning.emotion : '') },
  ];
  const known = classes === undefined || classes.length === 0 ? EMOTIONS : emotionsOf(classes);
  const numbers = faces?.map(({ number }) => String(number)) ?? [];

  const made: Record<Offer, () => Choice[]> = {
    threshold: () => all('comparison', '0.5', '0.7', '70 %'),
    comparison: () => all('comparison', '> 0.5', '> 70 %', '< 0.3'),
    unit: () => all('length', 's', 'min', 'h'),
    until: () => all('time', texts.until),
    words: () => all('words', QUOTES),
    face: () => all('face', ...numbers, ...(faces ?? []).map(({ name }) => `"${name.replaceAll('"', '')}"`)),
    close: () => all('parenthesis', ')'),
    time: () => all('time', '0:30', '1:00', '5:00'),
    length: () => all('length', '3 s', '1 min'),
    connector: () => [...word('operator', { type: 'and' }), ...word('operator', { type: 'or' }), ...all('words', texts.whileSaid)],
    term: () => [
      ...known.flatMap((emotion) => word('emotion', { type: 'emotion', emotion })),
      ...word('operator', { type: 'not' }),
      ...all('words', texts.said),
      ...STATES.flatMap((state) => word('state', { type: 'state', state })),
    ],
    modifier: () => [
      ...all('time', ...texts.times),
      ...all('length', ...texts.lengths),
      ...all('face', ...(faces === undefined ? [texts.face] : numbers.map((number) => `${texts.face} ${number}`))),
    ],
  };
  return (Object.keys(made) as Offer[]).filter((offer) => offers.has(offer)).flatMap((offer) => made[offer]());
}

/** The first word of a language that means this and begins so. */
export function wordFor(meaning: Meaning, language: Language, prefix: string): string | null {
  return entriesFor(meaning, language).find(({ key }) => key.startsWith(prefix))?.word ?? null;
}
