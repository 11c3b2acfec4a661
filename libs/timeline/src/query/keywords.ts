import { DRAWN_WORDS, type Likelihood } from '#contracts/drawn-words';
import type { Language } from './emotion-words.ts';
import type { Comparison, QueryState } from './query.ts';

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
        | 'percent'
        | 'filler';
    }
  | { type: 'state'; state: QueryState }
  /** Before an expression: how sure its estimate is. */
  | { type: 'likelihood'; likelihood: Likelihood }
  /** Of a probability or, with a unit of time, of a length. */
  | { type: 'compare'; comparison: Comparison }
  /** Of a length only. */
  | { type: 'lasting'; comparison: Comparison };

/** Each state's words: first what the page draws, then the others. */
function states(others: Record<QueryState, Record<Language, string>>): { keyword: Keyword; words: Record<Language, string> }[] {
  return (Object.keys(others) as QueryState[]).map((state) => {
    const all = (language: Language) =>
      [DRAWN_WORDS[language].state[state], others[state][language]].filter((words) => words !== '').join(', ');
    return { keyword: { type: 'state', state }, words: { en: all('en'), cs: all('cs') } };
  });
}

/** The first word of each is the one that is offered. */
export const KEYWORDS: { keyword: Keyword; words: Record<Language, string> }[] = [
  { keyword: { type: 'and' }, words: { en: 'and, but', cs: 'a, i, ale' } },
  { keyword: { type: 'or' }, words: { en: 'or', cs: 'nebo, anebo, či' } },
  {
    keyword: { type: 'not' },
    words: {
      en: "not, no, without, except, never, isn't, isnt, aren't, arent, wasn't, wasnt, weren't, werent, doesn't, doesnt, don't, dont, didn't, didnt",
      cs: 'ne, není, nejsou, nebyl, nebyla, nebylo, nikdy, nikoli, nikoliv, bez, kromě',
    },
  },
  { keyword: { type: 'while' }, words: { en: 'while, when, whenever', cs: 'když, kdy, zatímco, při, přitom' } },
  {
    keyword: { type: 'said' },
    words: {
      en: 'said, says, say, saying, mentions, mentioned, mentioning, word, words',
      cs: 'řekl, řekla, řekli, řekne, řeknou, říká, říkal, říkala, zaznělo, zazní, zmíní, zmínil, zmínila, slovo, slova',
    },
  },
  {
    keyword: { type: 'face' },
    words: { en: 'face, faces, person', cs: 'tvář, tváře, tváři, tváří, obličej, obličeje, osoba, osoby, osobu' },
  },
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
    words: {
      en: 'any expression, any emotion, expression, emotion',
      cs: 'jakýkoli výraz, výraz, výrazu, výrazem, výrazy, jakákoli emoce, emoce',
    },
  },
  ...states({
    'no-face': {
      en: 'no faces, without a face, nobody',
      cs: 'bez tváře, žádný obličej, bez obličeje, nikdo, není žádná tvář, není žádný obličej, není nikdo, není vidět žádná tvář, nikdo není vidět',
    },
    uncertain: { en: 'unclear, unsure', cs: 'nejist-ý, nejasné, nejasn-ý, nejistota' },
    'poor-light': { en: 'bad light, low light, poor lighting, bad lighting, too dark, dark', cs: 'málo světla, tma, šero' },
    'too-small': {
      en: 'too far, far away, too small, face too small',
      cs: 'daleko, příliš malá tvář, příliš malý obličej, příliš malá, příliš malé',
    },
    'several-faces': { en: 'two faces, more faces, many faces', cs: 'několik tváří, dvě tváře' },
    paused: { en: 'analysis paused, pause', cs: 'pozastaven-ý, analýza pozastavena, pozastavená analýza, pauza, pauzy' },
    ok: { en: '', cs: '' },
    'no-data': { en: 'no estimates, without estimate, without an estimate, no data', cs: 'žádný odhad, žádné odhady, bez odhadů, bez dat' },
  }),
  ...(['veryLikely', 'likely', 'possibly'] as const).map((likelihood) => ({
    keyword: { type: 'likelihood' as const, likelihood },
    words: { en: DRAWN_WORDS.en.likelihood[likelihood], cs: DRAWN_WORDS.cs.likelihood[likelihood] },
  })),
  {
    keyword: { type: 'percent' },
    words: { en: 'percent, per cent, pct', cs: 'procent, procenta, procento, procentech, procentům, procenty' },
  },
  {
    keyword: { type: 'filler' },
    words: {
      en: "the, an, is, are, was, were, be, been, being, am, does, did, has, have, had, looks, look, looked, looking, seems, seem, seemed, feels, feel, in, within, during, at, of, with, show, find, give, list, please, can, could, you, me, where, who, whose, what, which, how long, how often, how many times, times, time, moment, moments, part, parts, any, all, every, each, some, there, this, that, it, he, she, they, we, his, her, their, its, anyone, anybody, someone, somebody, at the same time, at once, simultaneously, it's, he's, she's, they're, there's, who's, when's, where's, both",
      cs: 'u, je, jsou, byl, byla, bylo, byli, být, vypadá, vypadal, vypadala, vypadají, působí, tváří se, má, mají, měl, měla, v, ve, na, z, ze, během, se, si, kde, kdo, co, který, která, které, jak dlouho, jak často, kolikrát, najdi, najít, ukaž, ukažte, prosím, mi, chvíle, chvíli, chvíle kdy, okamžiky, okamžik, okamžiky kdy, on, ona, ono, oni, ony, jeho, její, jejich, ten, ta, tam, tady, všechny, každý, každou, nějak-ý, oba, obě, někdo, vidět, jsem, jsi, jsme, jste, že, tu, zároveň, současně, najednou',
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
