import type { DropReason } from '#contracts/draft';
import type { SaidLine, Speaker } from '../said-line.ts';
import { contentOf } from './content.ts';
import { carriedKinds, HEARSAY, OTHERS } from './lexicon/carried.ts';
import { isDrugName } from './lexicon/findings.ts';
import { FIRST_PERSON, isThirdPerson } from './lexicon/plain-words.ts';
import { sameWord } from './same-word.ts';
import { type Clause, type ReadWord, type Sentence, sentencesOf } from './sentences.ts';

/** Where a quote stands. */
export interface Support {
  /** The sentences that the quote touches, whole. */
  sentences: readonly Sentence[];
  /** The one before them in the same utterance. */
  previous: Sentence | undefined;
}

const SIDE = /^(?:left|right|lev|prav|vlevo|vpravo)/;
const UNIT =
  /^(?:mg|g|mcg|µg|ml|kg|%|percent|procent|milligram|gram|microgram|hour|minute|day|night|week|month|year|time|tablet|pill|cup|glass|beer|drink|unit|puff|drop|hodin|minut|den$|dny$|dn[íi]|týd|měsíc|rok|let$|krát|prášk|kap|piv|skleni|jednot)/;

/** What must be exact: numbers, drugs, left and right. */
export const isKey = (word: string) => /^\d/.test(word) || isDrugName(word) || SIDE.test(word);

interface Supported {
  claimed: readonly Sentence[];
  support: Support;
  speaker: Speaker;
  /** The utterance before the one quoted. */
  before: SaidLine | undefined;
  czech: boolean;
}

/** Null where the sentences say what is claimed. */
export function supportProblem({ claimed, support, speaker, before, czech }: Supported): DropReason | null {
  const said = support.sentences;
  const claimedWords = claimed.flatMap(({ tokens }) => tokens.map(({ text }) => text));
  const saidWords = said.flatMap(({ tokens }) => tokens.map(({ text }) => text));
  if (aboutOthers({ claimedWords, saidWords, support, speaker, before, czech })) return 'another-person';
  if (isLiteral(claimed, said)) return null;
  const kinds = carriedKinds(czech);
  const lost = (within: 'sentence' | 'clause', words: readonly string[]) =>
    kinds.some(
      (kind) =>
        kind.within === within && words.some((word) => kind.words.test(word)) && !claimedWords.some((word) => kind.words.test(word)),
    );
  if (lost('sentence', saidWords)) return 'meaning-differs';
  const clauses = said.flatMap((sentence) => sentence.clauses);
  for (const clause of claimed.flatMap((sentence) => sentence.clauses)) {
    const content = contentOf(clause);
    if (content.length === 0) {
      // "Sleeps well, not."
      if (clause.words.some(({ isCue }) => isCue)) return 'negation-differs';
      continue;
    }
    const problems = clauses.map((one) => clauseProblem(content, one) ?? (lost('clause', textsOf(one)) ? 'meaning-differs' : null));
    if (!problems.includes(null)) return nearest(problems);
  }
  return null;
}

/** The most telling of the reasons: the clause that came closest is named. */
function nearest(problems: readonly (DropReason | null)[]): DropReason {
  const order: DropReason[] = ['another-person', 'meaning-differs', 'negation-differs', 'number-differs', 'word-not-said'];
  return order.find((reason) => problems.includes(reason)) ?? 'word-not-said';
}

const textsOf = ({ words }: Clause) => words.map(({ text }) => text);

/** Whether one clause that was said holds all that one clause claims. */
function clauseProblem(content: readonly ReadWord[], said: Clause): DropReason | null {
  const saidContent = contentOf(said);
  const found = content.map(({ text }) => saidContent.filter((word) => sameWord(text, word.text) && sameTense(text, word.text)));
  const missing = content.find((_, index) => found[index]?.length === 0);
  if (missing !== undefined) return /^\d/.test(missing.text) ? 'number-differs' : 'word-not-said';
  for (const [index, { polarity }] of content.entries())
    if (polarity === 'unclear' || found[index]!.some((word) => word.polarity !== polarity)) return 'negation-differs';
  return bindingProblem(content, saidContent);
}

/** Two doses in one breath: each number must stay with what it is of. */
function bindingProblem(content: readonly ReadWord[], said: readonly ReadWord[]): DropReason | null {
  const keys = said.filter(({ text }) => isKey(text)).map(({ text }) => text);
  const claimedKeys = content.filter(({ text }) => isKey(text)).map(({ text }) => text);
  const several = [/^\d/, SIDE].some((pattern) => keys.filter((key) => pattern.test(key)).length > 1) || keys.filter(isDrugName).length > 1;
  if (
    claimedKeys.length > 0 &&
    several &&
    (keys.length !== claimedKeys.length || keys.some((key, index) => !sameWord(key, claimedKeys[index]!)))
  )
    return 'number-differs';
  for (const [index, { text }] of content.entries()) {
    if (!/^\d/.test(text)) continue;
    const [next, saidNext] = [content[index + 1]?.text, said[said.findIndex((word) => word.text === text) + 1]?.text];
    if (!(isUnit(next) || isUnit(saidNext))) continue;
    if (next === undefined || saidNext === undefined || !sameWord(next, saidNext)) return 'number-differs';
  }
  // Who did it to whom is in the order of the words.
  if (said.some(({ text }) => OTHERS.test(text))) {
    let at = -1;
    for (const { text } of content) {
      at = said.findIndex((word, index) => index > at && sameWord(text, word.text));
      if (at === -1) return 'another-person';
    }
  }
  return null;
}

const isUnit = (word: string | undefined) => word !== undefined && UNIT.test(word);

const PAST =
  /^(?:slept|took|ate|drank|felt|went|got|lost|woke|thought|began|gave|fell|left|saw|had|was|were|did|came|said|told|kept|cut|[\p{L}]{3,}ed|[\p{L}]{2,}(?:[aeiyáéíýěu]l[aoiy]?))$/u;
const sameTense = (a: string, b: string) => a === b || PAST.test(a) === PAST.test(b);

interface About {
  claimedWords: readonly string[];
  saidWords: readonly string[];
  support: Support;
  speaker: Speaker;
  before: SaidLine | undefined;
  czech: boolean;
}

/** Whether it speaks of somebody whom the statement does not name, or repeats what somebody else has said. */
function aboutOthers({ claimedWords, saidWords, support, speaker, before, czech }: About): boolean {
  const others = saidWords.filter((word) => OTHERS.test(word));
  if (others.some((word) => !claimedWords.some((claimed) => sameWord(claimed, word)))) return true;
  const names = claimedWords.some((word) => OTHERS.test(word));
  const repeats = (words: readonly string[]) => words.some((word) => HEARSAY.test(word));
  // "Patient says" tells who told it here, not who said it there.
  if (repeats(saidWords) && !(names && repeats(claimedWords))) return true;
  if (speaker === 'clinician') return false;
  if (saidWords.some((word) => isThirdPerson(word, czech)) && !names) return true;
  if (names || saidWords.some((word) => FIRST_PERSON.has(word))) return false;
  // "Does your mother have any illness?" "Diabetes." and "My mother is ill. Has diabetes."
  const context = [support.previous, ...(before === undefined ? [] : [sentencesOf(before.text, czech).at(-1)])];
  return context.some((sentence) => sentence?.tokens.some(({ text }) => OTHERS.test(text) || isThirdPerson(text, czech)) === true);
}

const ATTRIBUTION =
  /^(?:the )?(?:patient|client|clinician|therapist|guest|pacient(?:ka)?|klient(?:ka)?|lékař(?:ka)?|terapeut(?:ka)?|doprovod) : /;

/** The statement is the sentence itself, as in: Patient: "I can't say I have no pain." */
function isLiteral(claimed: readonly Sentence[], said: readonly Sentence[]): boolean {
  const texts = (sentences: readonly Sentence[]) => {
    const words = sentences.flatMap(({ tokens }) => tokens.map(({ text }) => text)).filter((text) => text !== '"');
    while (/^[.,;:!…]$/.test(words.at(-1) ?? '')) words.pop();
    return words.join(' ');
  };
  const [claim, original] = [texts(claimed), texts(said)];
  return claim.replace(ATTRIBUTION, '') === original;
}
