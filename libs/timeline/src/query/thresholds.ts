import { LIKELIHOOD_FROM, type Likelihood } from '#contracts/drawn-words';
import { readLasting } from './amounts.ts';
import type { Token } from './lexer.ts';
import { between, type Comparison, type Condition, type Place } from './query.ts';
import type { TokenReader } from './reader.ts';

/** An expression that a comparison speaks of, and where its name stands. */
export interface Subject {
  emotion: string;
  place: Place;
}

/** What may stand after an expression's name: thresholds and lengths, none or several. @throws QueryError */
export function readEmotion(read: TokenReader, subject: Subject, name: string): Condition {
  const { emotion, place } = subject;
  const parts: Condition[] = [];
  read.offer('comparison');
  if (read.here.kind === 'equals') throw read.problem('no-equality');
  if (read.here.kind === 'number' && !read.isAmount) {
    throw read.problem('comparison-missing', read.here, {
      emotion: name,
      value: `${read.here.text}${read.following?.kind === 'percent' ? ' %' : ''}`,
    });
  }
  let start: Place = subject.place;
  if (isShareRange(read)) return { kind: 'all', of: readShareRange(read, subject) };
  for (let comparison = readComparison(read); comparison !== null; comparison = readComparison(read)) {
    read.offer('threshold');
    if (read.isAmount) parts.push(readLasting(read, comparison, read.last));
    else parts.push(threshold(subject, comparison, readProbability(read), between(start, read.last)));
    start = read.here;
  }
  if (parts.some(({ kind }) => kind === 'threshold')) return parts.length === 1 ? parts[0]! : { kind: 'all', of: parts };
  const leads: Condition = { kind: 'emotion', emotion, place };
  return parts.length === 0 ? leads : { kind: 'all', of: [leads, ...parts] };
}

/**
 * After a comparison that no expression stands before: a length (`> 3 s`), a threshold of the expression that follows
 * (`at least 60 % happy`), else of the last one that was named (`happy > 0.3 and < 0.9`). @throws QueryError
 */
export function readCompared(read: TokenReader, comparison: Comparison, start: Token, last: Subject | null): Condition {
  if (read.isAmount || read.isUnit) return readLasting(read, comparison, start);
  if (last !== null) read.offer('threshold');
  if (read.here.kind !== 'number') throw last === null ? read.problem('threshold-of-what', start) : read.problem('threshold-expected');
  const value = readProbability(read);
  // `happy > 0.3 and < 0.9 sad`: a sign stands after its expression.
  const subject = start.kind === 'compare' && last !== null ? last : (takeSubject(read) ?? last);
  if (subject === null) throw read.problem('threshold-of-what', start);
  return threshold(subject, comparison, value, between(start, read.last));
}

/** `very likely happy`, as charts write it: it leads, as probable as that. @throws QueryError */
export function readLikelihood(read: TokenReader, likelihood: Likelihood, start: Place): Condition {
  const subject = takeSubject(read);
  if (subject === null) throw read.problem('term-expected');
  const steps = Object.values(LIKELIHOOD_FROM);
  const from = LIKELIHOOD_FROM[likelihood];
  const below = steps[steps.indexOf(from) - 1];
  const whole = between(start, read.last);
  return {
    kind: 'all',
    of: [
      { kind: 'emotion', emotion: subject.emotion, place: subject.place },
      threshold(subject, '>=', from, whole),
      ...(below === undefined ? [] : [threshold(subject, '<', below, whole)]),
    ],
  };
}

/** A sign or words that compare; null where none is next. */
export function readComparison(read: TokenReader): Comparison | null {
  const token = read.here;
  const comparison =
    token.kind === 'compare'
      ? token.comparison
      : token.kind === 'word' && token.meaning?.type === 'compare'
        ? token.meaning.comparison
        : null;
  if (comparison !== null) read.next();
  return comparison;
}

function threshold({ emotion, place }: Subject, comparison: Comparison, value: number, whole: Place): Condition {
  return { kind: 'threshold', emotion, comparison, value, place, whole };
}

/** `between 30 % and 60 %` is not of times. */
function isShareRange(read: TokenReader): boolean {
  if (!(read.isWord('between') || read.isWord('after')) || !read.isUnitless(1)) return false;
  return read.following?.kind === 'number' && (read.following.value <= 1 || read.isPercent(2) || read.isPercent(4));
}

function readShareRange(read: TokenReader, subject: Subject): Condition[] {
  read.next();
  const first = read.here;
  // In `between 30 and 60 %` both are percent.
  const lowest = readProbability(read, !read.isPercent(1) && read.isPercent(3));
  const start = between(subject.place, read.last);
  if (read.here.kind === 'dash') read.next();
  else if ((read.take('and') ?? read.take('before')) === null) throw read.problem('threshold-expected');
  const highest = readProbability(read);
  return [threshold(subject, '>=', lowest, start), threshold(subject, '<=', highest, between(first, read.last))];
}

function takeSubject(read: TokenReader): Subject | null {
  const token = read.here;
  if (token.kind !== 'word' || token.meaning?.type !== 'emotion') return null;
  read.next();
  return { emotion: token.meaning.emotion, place: between(token, token) };
}

function readProbability(read: TokenReader, inPercent = false): number {
  const token = read.here;
  if (token.kind !== 'number') throw read.problem('threshold-expected');
  read.next();
  const isMarked = read.here.kind === 'percent';
  if (isMarked) read.next();
  const isPercent = isMarked || inPercent;
  const value = isPercent ? token.value / 100 : token.value;
  if (value > 1) throw read.problem('threshold-range', token, { value: `${token.text}${isPercent ? ' %' : ''}` });
  return value;
}
