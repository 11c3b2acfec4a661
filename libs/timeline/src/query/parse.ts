import { emotionOf } from '#contracts/emotion';
import { checkPossible } from './contradictions.ts';
import { tokensOf } from './lexer.ts';
import { ownWordsOf } from './lexicon.ts';
import { normalise } from './normalise.ts';
import { Parser } from './parser.ts';
import { withMeanings } from './phrases.ts';
import { QueryError, type QueryProblem } from './problems.ts';
import type { Condition, Place, Query } from './query.ts';

export const MAX_QUERY_LENGTH = 500;

/** What the query is about, where that is known: what is not in it is then a problem rather than nothing found. */
export interface QueryContext {
  faces?: readonly { number: number; name: string }[];
  /** Of the model that analysed it, under its own names. */
  classes?: readonly string[];
}

export type ParsedQuery = { query: Query; problem: null } | { query: null; problem: QueryProblem };

/** Reads a query in English or Czech, or both at once (README.md). Never throws. */
export function parseQuery(text: string, context: QueryContext = {}): ParsedQuery {
  try {
    if (text.length > MAX_QUERY_LENGTH)
      throw new QueryError('too-long', { from: MAX_QUERY_LENGTH, to: text.length }, { max: MAX_QUERY_LENGTH });
    const condition = new Parser(withMeanings(text, tokensOf(text), ownWordsOf(context.classes), pairOf(context.faces))).query();
    checkNames(text, condition, context);
    checkPossible(text, condition);
    return { query: { text, condition }, problem: null };
  } catch (error) {
    if (error instanceof QueryError) return { query: null, problem: error.problem };
    throw error;
  }
}

export const isFace = ({ number, name }: { number: number; name: string }, face: number | string): boolean =>
  typeof face === 'number' ? number === face : normalise(name) === face;

/** Where there are two faces, “both” are these, whatever their numbers. */
function pairOf(faces: QueryContext['faces']): [number, number] {
  const [one, two, ...more] = faces ?? [];
  return one !== undefined && two !== undefined && more.length === 0 ? [one.number, two.number] : [1, 2];
}

function checkNames(text: string, condition: Condition, context: QueryContext): void {
  const { faces, classes } = context;
  switch (condition.kind) {
    case 'all':
    case 'any':
      condition.of.forEach((part) => checkNames(text, part, context));
      return;
    case 'not':
      checkNames(text, condition.of, context);
      return;
    case 'together':
      for (const part of condition.of) {
        checkFace(text, part, faces);
        checkNames(text, part.of, context);
      }
      return;
    case 'face':
      checkFace(text, condition, faces);
      return;
    case 'emotion':
    case 'threshold': {
      const known = classes?.map(emotionOf);
      if (known === undefined || known.length === 0 || condition.emotion === null || known.includes(condition.emotion)) return;
      throw new QueryError('no-such-class', condition.place, {
        emotion: text.slice(condition.place.from, condition.place.to),
        emotions: known.join(', '),
      });
    }
    case 'said':
    case 'state':
    case 'time':
    case 'last':
    case 'duration':
      return;
  }
}

function checkFace(text: string, { face, place }: { face: number | string; place: Place }, faces: QueryContext['faces']): void {
  if (faces === undefined || faces.some((known) => isFace(known, face))) return;
  throw new QueryError('no-such-face', place, {
    face: text.slice(place.from, place.to).replace(/["“”„«»]/g, ''),
    faces: faces.map(({ number, name }) => `${number} (${name})`).join(', ') || '–',
  });
}
