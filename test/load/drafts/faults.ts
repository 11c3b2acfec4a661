import type { Row } from './conversations.ts';

type Fault = (row: Row, czech: boolean, lines: number) => Row | null;

/** Changes a sentence that was said into one that was not; null where it cannot. */
const FAULTS: Fault[] = [
  // A digit more.
  ([section, statement, ...rest]) =>
    changed(
      section,
      statement,
      statement.replace(/\d+/, (digits) => `${digits}0`),
      rest,
    ),
  // A digit less, or another one.
  ([section, statement, ...rest]) =>
    changed(
      section,
      statement,
      statement.replace(/\d/, (digit) => String((Number(digit) + 3) % 10)),
      rest,
    ),
  // Negation taken away.
  ([section, statement, ...rest], czech) =>
    changed(section, statement, czech ? statement.replace(/\bne(má|bolí|bere)/, '$1') : statement.replace(/ no | not |n't/, ' '), rest),
  // Negation put in.
  ([section, statement, ...rest], czech) =>
    changed(
      section,
      statement,
      czech ? statement.replace(/ (má|bolí|bere) /, ' ne$1 ') : statement.replace(/ (takes|has|is|forgot|stopped) /, ' never $1 '),
      rest,
    ),
  // Left for right.
  ([section, statement, ...rest]) =>
    changed(
      section,
      statement,
      statement.replace(/left|right|levé/, (side) => ({ left: 'right', right: 'left', levé: 'pravé' })[side] ?? ''),
      rest,
    ),
  // More than was said.
  ([section, statement, ...rest], czech) =>
    changed(section, statement, statement.replace(/\.$/, czech ? ' a slyší hlasy.' : ' and hears voices.'), rest),
  // What somebody else is.
  ([section, statement, ...rest]) => changed(section, statement, statement.replace(/sister/, 'brother'), rest),
  // A quote that nobody said.
  ([section, statement, line, quote]) => [section, statement, line, `${quote} all the time`],
  // The quote of another utterance.
  ([section, statement, line, quote], _czech, lines) => [section, statement, (line % lines) + 1, quote],
  // Part of the quote, put together with dots.
  ([section, statement, line, quote]) => [
    section,
    statement,
    line,
    `${quote.split(' ').slice(0, 2).join(' ')} … ${quote.split(' ').at(-1)}`,
  ],
  // An utterance that does not exist.
  ([section, statement, line, quote]) => [section, statement, line + 500, quote],
  // A letter of another alphabet.
  ([section, statement, ...rest]) => changed(section, statement, statement.replace(/a/, 'а'), rest),
];

function changed(section: string, before: string, after: string, rest: [number, string]): Row | null {
  return after === before ? null : [section, after, ...rest];
}

export const faultsOf = (row: Row, czech: boolean, lines: number): Row[] =>
  FAULTS.map((fault) => fault(row, czech, lines)).filter((one) => one !== null);
