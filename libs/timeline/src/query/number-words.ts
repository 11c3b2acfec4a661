import { normalise } from './normalise.ts';

const table = (rows: [value: number, words: string][]): ReadonlyMap<string, number> =>
  new Map(rows.flatMap(([value, words]) => words.split(', ').map((word) => [normalise(word), value] as const)));

/** Numbers below twenty, English and Czech. */
const SMALL = table([
  [0, 'zero, nula, nuly'],
  [1, 'one, jedna, jeden, jedno, jednu, jedné, jednoho'],
  [2, 'two, dva, dvě, dvou, dvěma'],
  [3, 'three, tři, tří, třech, třemi'],
  [4, 'four, čtyři, čtyř, čtyřech'],
  [5, 'five, pět, pěti'],
  [6, 'six, šest, šesti'],
  [7, 'seven, sedm, sedmi'],
  [8, 'eight, osm, osmi'],
  [9, 'nine, devět, devíti'],
  [10, 'ten, deset, deseti'],
  [11, 'eleven, jedenáct, jedenácti'],
  [12, 'twelve, dvanáct, dvanácti'],
  [13, 'thirteen, třináct, třinácti'],
  [14, 'fourteen, čtrnáct, čtrnácti'],
  [15, 'fifteen, patnáct, patnácti'],
  [16, 'sixteen, šestnáct, šestnácti'],
  [17, 'seventeen, sedmnáct, sedmnácti'],
  [18, 'eighteen, osmnáct, osmnácti'],
  [19, 'nineteen, devatenáct, devatenácti'],
]);
const TENS = table([
  [20, 'twenty, dvacet, dvaceti'],
  [30, 'thirty, třicet, třiceti'],
  [40, 'forty, fourty, čtyřicet, čtyřiceti'],
  [50, 'fifty, padesát, padesáti'],
  [60, 'sixty, šedesát, šedesáti'],
  [70, 'seventy, sedmdesát, sedmdesáti'],
  [80, 'eighty, osmdesát, osmdesáti'],
  [90, 'ninety, devadesát, devadesáti'],
]);
const HUNDRED = new Set(['hundred', 'sto']);
/** After a number only. */
const HUNDREDS = new Set([...HUNDRED, 'stě', 'sta', 'set'].map(normalise));
/** Parts of one. */
const FRACTIONS = table([
  [1 / 2, 'half, halves, polovina, polovinu, poloviny, polovině, polovinou, půl, půlka, půlku, půlky'],
  [1 / 3, 'third, thirds, třetina, třetinu, třetiny, třetině'],
  [1 / 4, 'quarter, quarters, čtvrtina, čtvrtinu, čtvrtiny, čtvrtině, čtvrt'],
  [1 / 5, 'fifth, fifths, pětina, pětinu, pětiny'],
  [1 / 10, 'tenth, tenths, desetina, desetinu, desetiny'],
]);
const POINT = new Set(['point', 'celá', 'celé', 'celých'].map(normalise));

/** How many words a number has at most: `two hundred and sixty five point seven five`. */
export const LONGEST_NUMBER = 7;

export interface NumberWords {
  value: number;
  /** How many of the words it is made of. */
  length: number;
}

/** The number that words, normalised, begin with: `sixty five`, `petasedesat`, `dve tretiny`, `zero point seven`; null where none does. */
export function numberIn(words: readonly string[]): NumberWords | null {
  const whole = integerIn(words);
  const length = whole?.length ?? 0;
  const next = words[length];
  if (next === undefined) return whole;
  const fraction = FRACTIONS.get(next);
  if (fraction !== undefined) return { value: (whole?.value ?? 1) * fraction, length: length + 1 };
  if (!POINT.has(next)) return whole;
  const decimals = decimalsIn(words.slice(length + 1));
  if (decimals === null) return whole;
  return { value: Number(`${String(whole?.value ?? 0)}.${decimals.digits}`), length: length + 1 + decimals.length };
}

function integerIn(words: readonly string[]): NumberWords | null {
  const first = belowHundred(words);
  const at = first?.length ?? 0;
  if (!(first === null ? HUNDRED : HUNDREDS).has(words[at] ?? '')) return first;
  const hundreds = (first?.value ?? 1) * 100;
  const rest = belowHundred(words.slice(at + 1));
  return { value: hundreds + (rest?.value ?? 0), length: at + 1 + (rest?.length ?? 0) };
}

function belowHundred([first = '', second = '']: readonly string[]): NumberWords | null {
  const tens = TENS.get(first);
  if (tens !== undefined) {
    const one = SMALL.get(second);
    return one !== undefined && one > 0 && one < 10 ? { value: tens + one, length: 2 } : { value: tens, length: 1 };
  }
  const value = SMALL.get(first) ?? turned(first);
  return value === undefined ? null : { value, length: 1 };
}

/** `pětašedesát`: five and sixty. */
function turned(word: string): number | undefined {
  for (let at = word.indexOf('a'); at > 0; at = word.indexOf('a', at + 1)) {
    const tens = TENS.get(word.slice(at + 1));
    const ones = word.startsWith('jedn') && at === 4 ? 1 : SMALL.get(word.slice(0, at));
    if (tens !== undefined && ones !== undefined && ones < 10) return tens + ones;
  }
  return undefined;
}

/** Digits one by one (`seven five`) or together (`seventy five`). */
function decimalsIn(words: readonly string[]): { digits: string; length: number } | null {
  let [digits, length] = ['', 0];
  for (;;) {
    const next = belowHundred(words.slice(length));
    if (next === null) return length === 0 ? null : { digits, length };
    digits += String(next.value);
    length += next.length;
  }
}
