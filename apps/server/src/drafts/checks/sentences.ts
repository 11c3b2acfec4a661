import { EMBEDDING, isDenial, negationIn } from './lexicon/negations.ts';
import { SUBJECTS } from './lexicon/plain-words.ts';
import type { Token } from './token.ts';
import { tokensOf } from './tokens.ts';

/**
 * How a word stands to the negations around it. `after`: negated, the negation comes first; `before`: it comes later in the clause. `unclear`: nobody
 * can tell without understanding, so that it supports nothing.
 */
export type Polarity = 'plain' | 'after' | 'before' | 'unclear';
export interface ReadWord {
  /** Without a Czech negative prefix. */
  text: string;
  polarity: Polarity;
  isCue: boolean;
}
export interface Clause {
  /** The word or mark that joins it to the one before. */
  joint: string;
  words: ReadWord[];
}
export interface Sentence {
  text: string;
  tokens: Token[];
  clauses: Clause[];
  isQuestion: boolean;
  /** It begins as questions do. Speech recognisers leave question marks out. */
  beginsAsQuestion: boolean;
}

const ABBREVIATION = /(?:^|\s)(?:dr|mr|mrs|ms|prof|st|vs|approx|e\.g|i\.e|mudr|phdr|mgr|bc|ing|tzv|např|atd|cca|č|\p{L}|\d+)\.$/iu;
const JOINTS_ENGLISH = new Set('and but although though however while because so then or nor which who when'.split(' '));
const JOINTS_CZECH = new Set('a i ale nebo ani či protože když avšak ačkoli ačkoliv takže pak potom'.split(' '));
/** They open a clause that belongs to the one before. */
const SUBORDINATES = new Set(['that', 'if', 'whether', 'že', 'jestli', 'zda', 'aby', 'kdyby']);
const STARTS_QUESTION =
  /^(?:do|does|did|have|has|are|is|was|were|can|could|any|how|what|when|where|why|who|which|máte|jste|berete|bolí vás|jak|co|kdy|kde|proč|kdo|kolik|cítíte|spíte|jíte|pijete)(?=\s)/iu;
/** A list goes on with parts as short as this. */
const LIST_PART_WORDS = 5;

/** The sentences of a text, their clauses, and what is negated in them. */
export function sentencesOf(text: string, czech: boolean): Sentence[] {
  return split(text.normalize('NFKC').replace(/\s+/g, ' ').trim()).map((sentence) => {
    const tokens = tokensOf(sentence, czech);
    return {
      text: sentence,
      tokens,
      clauses: withPolarity(clausesOf(tokens, czech), czech),
      isQuestion: sentence.includes('?'),
      beginsAsQuestion: STARTS_QUESTION.test(sentence),
    };
  });
}

/** At question and exclamation marks, and at full stops that a capital follows; unpunctuated speech is one sentence. */
function split(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of text.matchAll(/[?!…]|\.(?=\s)/g)) {
    const end = match.index + match[0].length;
    const [before, after] = [text.slice(Math.max(start, end - 12), end), text.slice(end).trimStart()];
    if (match[0].startsWith('.') && (ABBREVIATION.test(before) || !/^["'“„(]?\p{Lu}/u.test(after))) continue;
    sentences.push(text.slice(start, end).trim());
    start = end;
  }
  return [...sentences, text.slice(start).trim()].filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function clausesOf(tokens: readonly Token[], czech: boolean): Clause[] {
  const joints = czech ? JOINTS_CZECH : JOINTS_ENGLISH;
  const clauses: Clause[] = [{ joint: '', words: [] }];
  for (const [at, { text, kind }] of tokens.entries()) {
    const last = clauses.at(-1)!;
    const isMark = kind === 'mark' && text !== '-';
    if (isMark && SUBORDINATES.has(tokens[at + 1]?.text ?? '')) continue;
    if (isMark || (kind === 'word' && joints.has(text))) {
      if (last.words.length === 0) last.joint = text;
      else clauses.push({ joint: text, words: [] });
    } else if (kind !== 'mark') {
      const { isCue, bare } = kind === 'word' ? negationIn(text, czech) : { isCue: false, bare: text };
      last.words.push({ text: bare, polarity: 'plain', isCue });
    }
  }
  return clauses.filter(({ words }) => words.length > 0);
}

function withPolarity(clauses: Clause[], czech: boolean): Clause[] {
  for (const { words } of clauses) negate(words, czech);
  for (const [at, clause] of clauses.entries()) if (clause.words.some(({ isCue }) => isCue)) carryOn(clauses, at, czech);
  const isEmbedded = clauses.some(({ words }) => words.some(({ isCue }) => isCue) && words.some(({ text }) => EMBEDDING.test(text)));
  if (isEmbedded) for (const { words } of clauses) setAll(words, 'unclear');
  return clauses;
}

function negate(words: ReadWord[], czech: boolean): void {
  const cues = words.flatMap(({ isCue }, index) => (isCue ? [index] : []));
  const [first] = cues;
  if (first === undefined) return;
  // Czech negates as often as it likes, and in any order.
  if (czech) return setAll(words, 'after');
  const isInterjection = words[first]!.text === 'no' && SUBJECTS.has(words[first + 1]?.text ?? '');
  if (cues.length > 1 || isInterjection) return setAll(words, 'unclear');
  for (const [index, word] of words.entries()) word.polarity = index < first ? 'before' : 'after';
}

/** What a negation does to the clauses that follow its own: "no pain, nausea or fever". */
function carryOn(clauses: readonly Clause[], from: number, czech: boolean): void {
  const list: Clause[] = [];
  for (const clause of clauses.slice(from + 1)) {
    const { joint, words } = clause;
    const isAlternative = czech ? joint === 'ani' : joint === 'or' || joint === 'nor';
    const startsAnew = words.some(({ text, isCue }) => isCue || SUBJECTS.has(text));
    if (!isAlternative && startsAnew) break;
    if (!isAlternative && !/^(?:,|and|a|i|nebo|či)$/.test(joint)) break;
    if (words.some(({ isCue }) => isCue)) break;
    list.push(clause);
    if (startsAnew || words.length > LIST_PART_WORDS) {
      for (const one of list) setAll(one.words, 'unclear');
      return;
    }
  }
  const isDenied = clauses[from]!.words.some(({ text }) => isDenial(text));
  const isOneList = list.some(({ joint }) => ['or', 'nor', 'ani'].includes(joint));
  for (const { words } of list) setAll(words, isDenied || isOneList ? 'after' : 'unclear');
}

function setAll(words: ReadWord[], polarity: Polarity): void {
  for (const word of words) word.polarity = polarity;
}
