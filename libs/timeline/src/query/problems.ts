import type { Place } from './query.ts';

/** What a query can be told, in English; a catalogue of another language has the same names, and `{{…}}` for what is filled in. */
export const QUERY_PROBLEMS = {
  empty: 'Say what to look for, for example: surprise, or: happy > 0.7 after 2:00.',
  'too-long': 'The query has more than {{max}} characters. Shorten it.',
  'unknown-word': 'Unknown word: “{{word}}”. Put words that were said in quotes: said "{{word}}".',
  'did-you-mean': 'Unknown word: “{{word}}”. Did you mean “{{suggestion}}”?',
  'unexpected-character': '“{{character}}” has no meaning here. Leave it out. Put words that were said in quotes.',
  'quote-not-closed': 'The quotation mark is not closed. Put another one after the words.',
  'words-expected': 'Say which words, in quotes: said "sleep".',
  'term-expected': 'Something is missing here: an expression such as happy, a time such as after 2:00, or words such as said "sleep".',
  'parenthesis-not-closed': 'The parenthesis is not closed: put a ) at its end.',
  'parenthesis-not-opened': 'This parenthesis was never opened: remove it, or put a ( before it.',
  comma: 'A comma could mean “and” or “or”: write the one you mean.',
  'never-both':
    'Only one expression leads at a time: write “{{first}} or {{second}}”, or thresholds: {{first}} > 0.3 and {{second}} > 0.3.',
  contradiction: '“{{one}}” and “{{other}}” are never true at the same time. Leave one of them out, or join them with “or”.',
  'never-true': 'Nothing can be found with “{{what}}”: it is never true. Change it or leave it out.',
  'comparison-missing': 'Say whether it should be more or less: {{emotion}} > {{value}}.',
  'no-equality': 'Probabilities are almost never exactly equal: write >= or <=.',
  'threshold-expected': 'Say how likely: a number from 0 to 1 such as 0.7, or 70 %.',
  'threshold-range': '{{value}} is not a probability: write a number from 0 to 1 such as 0.7, or percent such as 70 %.',
  'threshold-of-what': 'Say which expression is compared: happy > 0.7.',
  'number-alone': 'Say what {{value}} is: happy > 0.7, after 2:00, for 3 s, or face 2.',
  'time-alone': 'Say whether before or after: after {{time}}, before {{time}}, or from one time to another: 1:00-2:00.',
  'time-expected': 'Say when, as minutes and seconds such as 2:00, hours such as 1:02:03, or 90 s.',
  'length-expected': 'Say how long, with a unit: 3 s, 2 min, 1 h.',
  'bad-time': '“{{time}}” is not a time: minutes and seconds go up to 59, as in 1:02:03.',
  'unit-missing': 'Say what {{value}} is: {{value}} s, {{value}} min, or {{value}}:00.',
  'time-order': 'The first time must be before the second.',
  'face-expected': 'Say which face: face 2, or by name: face "JN".',
  'no-such-face': 'There is no face “{{face}}” here. There is: {{faces}}.',
  'no-such-class': 'The model that analysed this video does not know {{emotion}}. It knows: {{emotions}}.',
} as const;
export type QueryProblemCode = keyof typeof QUERY_PROBLEMS;

/** What of a query was not understood, where, and in English what to do. */
export interface QueryProblem extends Place {
  code: QueryProblemCode;
  /** What a catalogue fills in. */
  params: Record<string, string | number>;
  message: string;
}

/** Inside of the parser only: who asks gets the problem. */
export class QueryError extends Error {
  readonly problem: QueryProblem;

  constructor(code: QueryProblemCode, { from, to }: Place, params: QueryProblem['params'] = {}) {
    const message = QUERY_PROBLEMS[code].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? ''));
    super(message);
    this.name = 'QueryError';
    this.problem = { code, params, message, from, to };
  }
}
