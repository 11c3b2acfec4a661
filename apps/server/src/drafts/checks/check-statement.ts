import type { DropReason } from '#contracts/draft';
import type { SaidLine } from '../said-line.ts';
import type { Section } from '../templates.ts';
import { INSTRUCTION } from './lexicon/carried.ts';
import { ASKING } from './lexicon/plain-words.ts';
import { contentOf } from './content.ts';
import { isKey, type Support, supportProblem } from './support.ts';
import { sameWord } from './same-word.ts';
import { sentencesOf } from './sentences.ts';
import { speakerProblem } from './speaker.ts';
import { hasOddCharacters, wordsOf } from './tokens.ts';

/** As the model answers it. */
export interface Claim {
  section: string;
  statement: string;
  utteranceIds: readonly string[];
  quote: string;
}
export interface CheckContext {
  sections: readonly Section[];
  /** The whole transcript in its order. */
  lines: readonly SaidLine[];
  czech: boolean;
}
/** `line`: the utterance that the quote stands in. */
export type Verdict = { line: SaidLine } | { reason: DropReason };

const MAX_STATEMENT = 600;
const MIN_QUOTE_WORDS = 3;

/**
 * Whether the transcript says what the statement claims. It decides by words, not by meaning, and drops what it cannot decide: each word of the
 * statement that carries something must stand in the sentence quoted, negated or not as there, and nothing in that sentence that changes the
 * claim may be left out.
 */
export function checkStatement(claim: Claim, { sections, lines, czech }: CheckContext): Verdict {
  const { statement, quote } = claim;
  if (statement.trim() === '' || statement.length > MAX_STATEMENT) return { reason: 'says-nothing' };
  if (hasOddCharacters(statement) || hasOddCharacters(quote)) return { reason: 'odd-characters' };
  const section = sections.find(({ key }) => key === claim.section);
  if (section === undefined) return { reason: 'section-unknown' };
  const byId = new Map(lines.map((line) => [line.id, line]));
  const cited = claim.utteranceIds.map((id) => byId.get(id));
  if (cited.length === 0 || cited.includes(undefined)) return { reason: 'utterance-unknown' };
  const quoted = wordsOf(quote, czech);
  if (quoted.length < MIN_QUOTE_WORDS) return { reason: 'quote-too-short' };

  let problem: DropReason = 'quote-not-found';
  for (const line of cited) {
    if (line === undefined) continue;
    for (const support of supportsIn(line, quoted, czech)) {
      const before = lines[lines.indexOf(line) - 1];
      const found = problemOf({ statement, quoted, section, line, support, before, czech });
      if (found === null) return { line };
      problem = found;
    }
  }
  return { reason: problem };
}

/** Each place where the quote stands word for word in what one person said at once. */
function supportsIn(line: SaidLine, quoted: readonly string[], czech: boolean): Support[] {
  const sentences = sentencesOf(line.text, czech);
  const words = sentences.flatMap(({ tokens }, sentence) =>
    tokens.filter(({ kind }) => kind !== 'mark').map(({ text }) => ({ text, sentence })),
  );
  // A quote that stands a thousand times in one sentence rests on that sentence once.
  const found = new Map<string, Support>();
  for (let at = 0; at + quoted.length <= words.length; at++) {
    if (quoted.some((word, offset) => words[at + offset]!.text !== word)) continue;
    const [first, last] = [words[at]!.sentence, words[at + quoted.length - 1]!.sentence];
    found.set(`${first} ${last}`, { sentences: sentences.slice(first, last + 1), previous: sentences[first - 1] });
  }
  return [...found.values()];
}

interface Case {
  statement: string;
  quoted: readonly string[];
  section: Section;
  line: SaidLine;
  support: Support;
  /** The utterance before. */
  before: SaidLine | undefined;
  czech: boolean;
}

function problemOf({ statement, quoted, section, line, support, before, czech }: Case): DropReason | null {
  const claimed = sentencesOf(statement, czech);
  const words = claimed.flatMap(({ tokens }) => tokens.map(({ text }) => text));
  const bySpeaker = speakerProblem(words, line.speaker, section);
  if (bySpeaker !== null) return bySpeaker;
  if (INSTRUCTION.test(line.text)) return 'instruction';
  // A patient's "Has diabetes" begins as a question does.
  const asks = support.sentences.some(
    ({ isQuestion, beginsAsQuestion }) => isQuestion || (beginsAsQuestion && line.speaker === 'clinician'),
  );
  if (asks && !words.some((word) => ASKING.test(word))) return 'question';
  const content = claimed.flatMap(({ clauses }) => clauses.flatMap((clause) => contentOf(clause)));
  if (content.length === 0) return 'says-nothing';
  const inQuote = content.filter(({ text }) => quoted.some((word) => sameOrNegated(text, word)));
  // Numbers and drugs stand in the quote itself; of the rest at least half does, or the quote carries nothing.
  if (content.some(({ text }) => isKey(text) && !quoted.some((word) => sameWord(text, word))))
    return content.some(({ text }) => /^\d/.test(text) && !quoted.includes(text)) ? 'number-differs' : 'word-not-said';
  if (inQuote.length * 2 < content.length) return 'word-not-said';
  return supportProblem({ claimed, support, speaker: line.speaker, before, czech });
}

const sameOrNegated = (claimed: string, quoted: string) =>
  sameWord(claimed, quoted) || (quoted.startsWith('ne') && sameWord(claimed, quoted.slice(2)));
