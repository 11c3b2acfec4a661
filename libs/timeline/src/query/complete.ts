import type { Language } from './emotion-words.ts';
import { type Token, tokensOf } from './lexer.ts';
import { LONGEST_PHRASE, meaningOf, nearest, ownWordsOf } from './lexicon.ts';
import { normalise } from './normalise.ts';
import { type Choice, type ChoiceKind, choicesOf, QUOTES, wordFor } from './offered.ts';
import { MAX_QUERY_LENGTH, type QueryContext } from './parse.ts';
import { Parser } from './parser.ts';
import { withMeanings } from './phrases.ts';
import { QueryError } from './problems.ts';
import { type Offer } from './reader.ts';

/** One choice of a combobox. */
export interface Completion {
  kind: ChoiceKind;
  /** What is shown; it takes the place of `from` to `to`. */
  text: string;
  from: number;
  to: number;
  /** The whole query with it, and where the cursor then stands: ready for what comes next. */
  value: string;
  cursor: number;
}

/** What may be typed at the cursor, the likeliest first; none where the text before it is not understood. Never throws. */
export function completions(text: string, cursor: number, language: Language = 'en', context: QueryContext = {}): Completion[] {
  const at = Math.min(Math.max(0, Math.trunc(cursor) || 0), text.length);
  const tokens = at > MAX_QUERY_LENGTH ? null : tokensBefore(text.slice(0, at));
  if (tokens === null) return [];
  const languages = [language, language === 'en' ? 'cs' : 'en'] as const;
  for (const each of languages) {
    const choices = [...begunChoices(text, at, tokens, each, context), ...nextChoices(text, at, tokens, each, context)];
    if (choices.length > 0) return [...new Map(choices.map((choice) => [choice.value, choice])).values()];
  }
  return corrected(text, at, tokens, context);
}

/** What begins with the words before the cursor: the longest beginning first. */
function begunChoices(text: string, at: number, tokens: Token[], language: Language, context: QueryContext): Completion[] {
  return begunWords(tokens, at).flatMap(({ from, index }) => {
    const prefix = normalise(text.slice(from, at));
    return choicesOf(offersAfter(text, tokens.slice(0, index), context), language, context).flatMap((choice) => {
      const word =
        choice.meaning === undefined || normalise(choice.text).startsWith(prefix) ? choice.text : wordFor(choice.meaning, language, prefix);
      const isNew = word !== null && normalise(word).startsWith(prefix) && normalise(word) !== prefix;
      return isNew ? [inserted(text, { ...choice, text: word }, from, at)] : [];
    });
  });
}

/** What may follow what stands there already. */
function nextChoices(text: string, at: number, tokens: Token[], language: Language, context: QueryContext): Completion[] {
  const begun = begunWords(tokens, at).map(({ from }) => meaningOf(text.slice(from, at), ownWordsOf(context.classes))?.type ?? null);
  // A word that is not known yet, or says nothing, is still being typed.
  if (begun.length > 0 && begun.every((type) => type === null || type === 'filler')) return [];
  return choicesOf(offersAfter(text, tokens, context), language, context).map((choice) => inserted(text, choice, at, at));
}

/** A word that is nearly known. */
function corrected(text: string, at: number, tokens: Token[], context: QueryContext): Completion[] {
  const last = tokens.at(-1);
  if (last?.kind !== 'word' || last.to !== at) return [];
  const word = nearest(last.text);
  return word === null || !offersAfter(text, tokens.slice(0, -1), context).has('term')
    ? []
    : [inserted(text, { kind: 'emotion', text: word }, last.from, at)];
}

function tokensBefore(text: string): Token[] | null {
  try {
    return tokensOf(text).slice(0, -1);
  } catch (error) {
    if (error instanceof QueryError) return null;
    throw error;
  }
}

/** Where a phrase that ends at the cursor may begin: the words right before it. */
function begunWords(tokens: Token[], at: number): { from: number; index: number }[] {
  if (tokens.at(-1)?.to !== at) return [];
  const starts: { from: number; index: number }[] = [];
  for (let index = tokens.length - 1; index >= 0 && starts.length < LONGEST_PHRASE && tokens[index]!.kind === 'word'; index--)
    starts.unshift({ from: tokens[index]!.from, index });
  return starts;
}

function offersAfter(text: string, tokens: Token[], { classes }: QueryContext): ReadonlySet<Offer> {
  const end = tokens.at(-1)?.to ?? 0;
  const parser = new Parser(withMeanings(text, [...tokens, { kind: 'end', from: end, to: end }], ownWordsOf(classes)));
  try {
    parser.query();
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
  }
  return parser.offers;
}

function inserted(text: string, { kind, text: choice }: Choice, from: number, at: number): Completion {
  // The rest of a word that the cursor stands in goes too.
  const to = from === at ? at : at + (/^[\p{L}\p{M}]*/u.exec(text.slice(at))?.[0].length ?? 0);
  const [before, after] = [text.slice(0, from), text.slice(to)];
  const head = `${before}${/[^\s(]$/u.test(before) ? ' ' : ''}${choice}`;
  if (choice.endsWith(QUOTES)) return { kind, text: choice, from, to, value: head + after, cursor: head.length - 1 };
  const value = `${head}${/^\s/.test(after) ? '' : ' '}${after}`;
  return { kind, text: choice, from, to, value, cursor: head.length + 1 };
}
