import type { Token } from './token.ts';

const EN = [
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  'twenty thirty forty fifty sixty seventy eighty ninety',
];
const CS: Record<string, number> = {};
const put = (value: number, forms: string) => {
  for (const form of forms.split(' ')) CS[form] = value;
};
put(0, 'nula nuly nulu');
put(1, 'jeden jedna jedno jednu jednoho jedné jednou');
put(2, 'dva dvě dvou dvěma');
put(3, 'tři tří třem třemi');
put(4, 'čtyři čtyř čtyřem čtyřmi');
put(5, 'pět pěti');
put(6, 'šest šesti');
put(7, 'sedm sedmi');
put(8, 'osm osmi');
put(9, 'devět devíti');
for (const [index, form] of 'deset jedenáct dvanáct třináct čtrnáct patnáct šestnáct sedmnáct osmnáct devatenáct'.split(' ').entries())
  put(10 + index, `${form} ${form}i`);
for (const [index, form] of 'dvacet třicet čtyřicet padesát šedesát sedmdesát osmdesát devadesát'.split(' ').entries())
  put(20 + 10 * index, `${form} ${form}i`);

interface NumberWords {
  values: ReadonlyMap<string, number>;
  factors: ReadonlyMap<string, number>;
}
const ENGLISH: NumberWords = {
  values: new Map([
    ...(EN[0]?.split(' ') ?? []).map((word, value): [string, number] => [word, value]),
    ...(EN[1]?.split(' ') ?? []).map((word, tens): [string, number] => [word, 20 + 10 * tens]),
  ]),
  factors: new Map([
    ['hundred', 100],
    ['thousand', 1_000],
  ]),
};
const CZECH: NumberWords = {
  values: new Map(Object.entries(CS)),
  factors: new Map([
    ['sto', 100],
    ['stě', 100],
    ['sta', 100],
    ['set', 100],
    ['tisíc', 1_000],
    ['tisíce', 1_000],
  ]),
};
/** Without a number before them. */
const STANDS_ALONE = new Set(['sto', 'tisíc']);
/** `no one` is no number. */
const NOT_BEFORE_ONE = new Set(['no', 'any', 'some', 'every', 'that', 'this', 'each']);

/** Puts digits in place of number words, `twenty five` as one number, and gives decimals one spelling. */
export function numberTokens(tokens: readonly Token[], czech: boolean): Token[] {
  const language = czech ? CZECH : ENGLISH;
  const out: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.kind === 'number') {
      const [slash, second] = [tokens[at + 1], tokens[at + 2]];
      // "120 over 80" is written 120/80.
      if (slash?.text === 'over' && second?.kind === 'number') {
        out.push({ text: `${canonical(token.text)}/${canonical(second.text)}`, kind: 'number' });
        at += 2;
      } else out.push({ text: canonical(token.text), kind: 'number' });
      continue;
    }
    const read = NOT_BEFORE_ONE.has(tokens[at - 1]?.text ?? '') && token.text === 'one' ? null : readWords(tokens, at, language);
    if (read === null) out.push(token);
    else {
      out.push({ text: String(read.value), kind: 'number' });
      at = read.end - 1;
    }
  }
  return out;
}

/** The number in words that begins here, and where it ends. */
function readWords(tokens: readonly Token[], start: number, { values, factors }: NumberWords): { value: number; end: number } | null {
  let [total, part, at] = [0, 0, start];
  let after: 'nothing' | 'tens' | 'units' | 'factor' = 'nothing';
  for (; at < tokens.length; at++) {
    const text = tokens[at]!.text;
    const [value, factor] = [values.get(text), factors.get(text)];
    if (value !== undefined && value >= 20 && (after === 'nothing' || after === 'factor')) {
      part += value;
      after = 'tens';
    } else if (value !== undefined && value < 20 && after !== 'units' && (after !== 'tens' || value < 10)) {
      part += value;
      after = 'units';
    } else if (factor !== undefined && (after === 'units' || (after === 'nothing' && STANDS_ALONE.has(text)))) {
      if (factor === 100) part = Math.max(1, part) * 100;
      else [total, part] = [total + Math.max(1, part) * 1_000, 0];
      after = 'factor';
    } else if (!(joins(text, after) && values.has(tokens[at + 1]?.text ?? ''))) break;
  }
  return after === 'nothing' ? null : { value: total + part, end: at };
}

/** Between the words of one number: "twenty-five", "one hundred and fifty". */
const joins = (text: string, after: string) => (text === '-' && after === 'tens') || (text === 'and' && after === 'factor');

function canonical(digits: string): string {
  if (/^\d{1,3}(,\d{3})+$/.test(digits)) return digits.replaceAll(',', '');
  return /^\d+,\d+$/.test(digits) ? digits.replace(',', '.') : digits;
}
