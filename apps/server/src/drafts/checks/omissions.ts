import type { OmittedKind } from '#contracts/draft';
import type { SaidLine } from '../said-line.ts';
import { contentOf } from './content.ts';
import { INSTRUCTION } from './lexicon/carried.ts';
import { isMedication, isRisk, isSymptom, RISK_PHRASE } from './lexicon/findings.ts';
import { sameWord } from './same-word.ts';
import { type ReadWord, type Sentence, sentencesOf } from './sentences.ts';
import { tokensOf, wordsOf } from './tokens.ts';

export interface Fact {
  kind: OmittedKind;
  text: string;
}
export interface Omission {
  line: SaidLine;
  facts: Fact[];
}
/** A sentence of the draft, and the utterance that its quote stands in. */
export interface Shown {
  statement: string;
  lineId: string;
}

const SHORT_ANSWER_WORDS = 6;
/** Numbers of their own kind. */
const TIMES = /^(?:once|twice|thrice|double|half|dozen|\p{L}+krát|půl|polovin\p{L}*|tucet|čtvrt)$/u;
const YES_OR_NO = /^(?:yes|yeah|yep|no|nope|never|not|sometimes|often|ano|jo|ne|nikdy|občas|ani)$/;

/**
 * Utterances with numbers, medication, negated symptoms or words of risk, each with what of it stands in no sentence that quotes it. That an utterance
 * is quoted for one thing does not cover the others in it.
 */
export function omissionsIn(lines: readonly SaidLine[], shown: readonly Shown[], czech: boolean): Omission[] {
  const sentencesOn = new Map<string, Sentence[]>();
  for (const { statement, lineId } of shown)
    sentencesOn.set(lineId, [...(sentencesOn.get(lineId) ?? []), ...sentencesOf(statement, czech)]);
  return lines.flatMap((line, index) => {
    const covered = sentencesOn.get(line.id) ?? [];
    const facts = factsIn(line, lines[index - 1], czech).filter((fact) => !isCovered(fact, covered, czech));
    return facts.length === 0 ? [] : [{ line, facts: distinct(facts) }];
  });
}

function factsIn(line: SaidLine, before: SaidLine | undefined, czech: boolean): Fact[] {
  const facts: Fact[] = [];
  for (const sentence of sentencesOf(line.text, czech)) {
    // What a clinician asks is not yet said by anybody.
    if (line.speaker === 'clinician' && asks(sentence)) continue;
    for (const clause of sentence.clauses) for (const word of contentOf(clause)) facts.push(...factsOf(word));
    facts.push(...numbersIn(sentence.text, czech));
    const phrase = RISK_PHRASE.exec(sentence.text);
    if (phrase !== null) facts.push({ kind: 'risk', text: phrase[0] });
  }
  if (INSTRUCTION.test(line.text)) facts.push({ kind: 'instruction', text: line.text.slice(0, 80) });
  return [...facts, ...answerIn(line, before, czech)];
}

const asks = ({ isQuestion, beginsAsQuestion }: Sentence) => isQuestion || beginsAsQuestion;

function factsOf({ text, polarity }: ReadWord): Fact[] {
  const facts: Fact[] = [];
  if (isMedication(text)) facts.push({ kind: 'medication', text });
  if (isRisk(text)) facts.push({ kind: 'risk', text });
  if (polarity !== 'plain' && isSymptom(text)) facts.push({ kind: 'negated-symptom', text });
  return facts;
}

/** "One" and "jeden" are pronouns as often as numbers: they count only in a larger one. */
function numbersIn(sentence: string, czech: boolean): Fact[] {
  return tokensOf(sentence, czech)
    .filter(({ kind, text }) => (kind === 'number' && (text !== '1' || /\b1\b/.test(sentence))) || TIMES.test(text))
    .map(({ text }) => ({ kind: 'number', text }));
}

/** A short answer to a question about any of these: what was asked is what is said. */
function answerIn(line: SaidLine, before: SaidLine | undefined, czech: boolean): Fact[] {
  if (line.speaker === 'clinician' || before?.speaker !== 'clinician') return [];
  const words = wordsOf(line.text, czech);
  if (words.length > SHORT_ANSWER_WORDS || !words.some((word) => YES_OR_NO.test(word))) return [];
  const asked = sentencesOf(before.text, czech).filter(asks);
  const isOfNote = asked.some(
    ({ text, clauses }) =>
      RISK_PHRASE.test(text) ||
      clauses.some((clause) => contentOf(clause).some((word) => isMedication(word.text) || isRisk(word.text) || isSymptom(word.text))),
  );
  return isOfNote ? [{ kind: 'answer', text: line.text }] : [];
}

function isCovered({ kind, text }: Fact, sentences: readonly Sentence[], czech: boolean): boolean {
  switch (kind) {
    case 'number':
      return sentences.some(({ tokens }) => tokens.some((token) => token.text === text));
    case 'instruction':
      return false;
    case 'answer':
    case 'risk':
    case 'medication':
    case 'negated-symptom': {
      const words = kind === 'negated-symptom' || !text.includes(' ') ? [text] : wordsOf(text, czech);
      return words.every((word) => sentences.some((sentence) => sentence.clauses.some(holds(word, kind))));
    }
  }
}

const holds =
  (word: string, kind: OmittedKind) =>
  (clause: Sentence['clauses'][number]): boolean =>
    clause.words.some((one) => sameWord(one.text, word) && (kind !== 'negated-symptom' || one.polarity !== 'plain'));

function distinct(facts: readonly Fact[]): Fact[] {
  return [...new Map(facts.map((fact) => [`${fact.kind} ${fact.text}`, fact])).values()];
}
