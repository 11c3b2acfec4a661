import { isDenial } from './lexicon/negations.ts';
import { FUNCTION_WORDS, REPORTING_WORDS } from './lexicon/plain-words.ts';
import type { Clause, ReadWord } from './sentences.ts';

/** The words of a clause that carry something: what a statement with them claims must have been said. */
export function contentOf({ words }: Clause): ReadWord[] {
  return words.filter(({ text, isCue }) => !isPlain(text) && !(isCue && isBareCue(text)));
}

const isPlain = (text: string) => FUNCTION_WORDS.has(text) || REPORTING_WORDS.has(text);

/** A negation that says nothing else, unlike the Czech `nespím`, which is read as `spím`. */
const NEGATIONS = new Set(
  `no not never none nothing nobody nowhere neither nor without cannot unable hardly barely absent absence negative lack lacks lacking
  ne nie není nikdy nic nikdo nikde nijak žádný žádná žádné žádnou žádného žádných žádnými bez ani nič nikto nejsem nejsou nebyl nebyla nebylo`.split(
    /\s+/,
  ),
);
const isBareCue = (text: string) =>
  NEGATIONS.has(text) || text.includes("n't") || isDenial(text) || /^(?:cant|(?:do|does|did|is|was|have|wo)nt)$/.test(text);
