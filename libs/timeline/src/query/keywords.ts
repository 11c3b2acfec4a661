import type { SampleState } from '#contracts/emotion';
import type { Language } from './emotion-words.ts';
import type { Comparison } from './query.ts';

export type Keyword =
  | {
      type:
        | 'any-emotion'
        | 'and'
        | 'or'
        | 'not'
        | 'while'
        | 'said'
        | 'face'
        | 'after'
        | 'before'
        | 'between'
        | 'first'
        | 'last'
        | 'for'
        | 'filler';
    }
  | { type: 'state'; state: SampleState }
  /** Of a probability or, with a unit of time, of a length. */
  | { type: 'compare'; comparison: Comparison }
  /** Of a length only. */
  | { type: 'lasting'; comparison: Comparison };

/** The first word of each is the one that is offered. */
export const KEYWORDS: { keyword: Keyword; words: Record<Language, string> }[] = [
  { keyword: { type: 'and' }, words: { en: 'and, but', cs: 'a, i, ale, zároveň, současně' } },
  { keyword: { type: 'or' }, words: { en: 'or', cs: 'nebo, anebo, či' } },
  { keyword: { type: 'not' }, words: { en: 'not, no, without, except', cs: 'ne, není, nikoli, nikoliv, bez, kromě' } },
  { keyword: { type: 'while' }, words: { en: 'while, when, whenever', cs: 'když, zatímco, při, přitom' } },
  {
    keyword: { type: 'said' },
    words: {
      en: 'said, says, say, saying, mentions, mentioned, mentioning, word, words',
      cs: 'řekl, řekla, řekli, řekne, řeknou, říká, říkal, říkala, zaznělo, zazní, zmíní, zmínil, zmínila, slovo, slova',
    },
  },
  { keyword: { type: 'face' }, words: { en: 'face, person', cs: 'tvář, tváře, tváři, tváří, obličej, obličeje, osoba, osoby, osobu' } },
  { keyword: { type: 'after' }, words: { en: 'after, from, since', cs: 'po, od' } },
  { keyword: { type: 'before' }, words: { en: 'before, until, till, to', cs: 'před, do, až do' } },
  { keyword: { type: 'between' }, words: { en: 'between', cs: 'mezi' } },
  { keyword: { type: 'first' }, words: { en: 'first, in the first', cs: 'prvních, v prvních, první' } },
  { keyword: { type: 'last' }, words: { en: 'last, in the last', cs: 'posledních, v posledních, poslední' } },
  { keyword: { type: 'for' }, words: { en: 'for, lasting, lasts', cs: 'po dobu, trvá, trvající' } },
  { keyword: { type: 'lasting', comparison: '>' }, words: { en: 'longer than', cs: 'delší než, déle než' } },
  { keyword: { type: 'lasting', comparison: '<' }, words: { en: 'shorter than', cs: 'kratší než' } },
  {
    keyword: { type: 'compare', comparison: '>' },
    words: { en: 'above, over, more than, greater than, higher than', cs: 'nad, přes, více než, víc než, větší než, vyšší než' },
  },
  { keyword: { type: 'compare', comparison: '>=' }, words: { en: 'at least', cs: 'aspoň, alespoň, nejméně, minimálně' } },
  {
    keyword: { type: 'compare', comparison: '<' },
    words: { en: 'below, under, less than, lower than', cs: 'pod, méně než, míň než, menší než, nižší než' },
  },
  {
    keyword: { type: 'compare', comparison: '<=' },
    words: { en: 'at most, no more than, up to', cs: 'nejvýše, nejvíce, nejvíc, maximálně' },
  },
  {
    keyword: { type: 'any-emotion' },
    words: { en: 'any expression, any emotion, expression, emotion', cs: 'jakýkoli výraz, výraz, jakákoli emoce, emoce' },
  },
  {
    keyword: { type: 'state', state: 'no-face' },
    words: { en: 'no face, without a face, nobody', cs: 'žádná tvář, bez tváře, žádný obličej, bez obličeje, nikdo' },
  },
  {
    keyword: { type: 'state', state: 'uncertain' },
    words: { en: 'uncertain, unclear, unsure', cs: 'nejisté, nejist-ý, nejasné, nejasn-ý, nejistota' },
  },
  { keyword: { type: 'state', state: 'poor-light' }, words: { en: 'poor light, too dark, dark', cs: 'špatné světlo, tma, šero' } },
  {
    keyword: { type: 'state', state: 'too-small' },
    words: { en: 'too small, face too small', cs: 'příliš malá tvář, příliš malý obličej, příliš malá, příliš malé' },
  },
  { keyword: { type: 'state', state: 'several-faces' }, words: { en: 'several faces', cs: 'více tváří, několik tváří' } },
  {
    keyword: { type: 'filler' },
    words: {
      en: 'the, is, are, was, were, looks, look, looking, seems, in, within, during, show, find, where, moments',
      cs: 'je, jsou, byl, byla, bylo, vypadá, v, ve, během, se, kde, najdi, ukaž, chvíle, okamžiky',
    },
  },
];

const UNIT_WORDS: [ms: number, words: string][] = [
  [1, 'ms, millisecond, milliseconds, milisekunda, milisekundy, milisekund'],
  [
    1_000,
    's, sec, secs, second, seconds, sek, sekunda, sekundy, sekundu, sekund, sekundách, sekundami, vteřina, vteřiny, vteřinu, vteřin, vteřinách',
  ],
  [60_000, 'm, min, mins, minute, minutes, minuta, minuty, minutu, minut, minutách, minutami'],
  [3_600_000, 'h, hr, hrs, hour, hours, hod, hodina, hodiny, hodinu, hodin, hodinách'],
];
/** Milliseconds by every word for a unit. */
export const UNITS = UNIT_WORDS.flatMap(([ms, words]) => words.split(', ').map((word) => ({ word, ms })));
