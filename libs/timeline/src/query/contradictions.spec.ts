import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faceOf, run as samplesOf } from '../testing/samples.ts';
import { parseQuery } from './parse.ts';
import { runQuery } from './run.ts';

const said = (text: string) => {
  const { problem } = parseQuery(text);
  return problem === null ? null : `${problem.code}: ${text.slice(problem.from, problem.to)}`;
};

describe('a contradiction is said', () => {
  it.each([
    ['happy and sad', 'never-both: happy and sad'],
    ['(happy for 2 s) and sad', 'never-both: happy for 2 s) and sad'],
    ['happy while (sad or angry)', 'never-both: happy while (sad'],
    ['happy > 0.9 and < 0.3', 'contradiction: happy > 0.9 and < 0.3'],
    ['happy > 0.7 < 0.5', 'contradiction: happy > 0.7 < 0.5'],
    ['happy > 0.9 and happy below thirty percent', 'contradiction: happy > 0.9 and happy below thirty percent'],
    ['happy > 0.5 and not happy > 0.3', 'contradiction: happy > 0.5 and not happy > 0.3'],
    ['happy > 0.6 and sad > 0.6', 'contradiction: happy > 0.6 and sad > 0.6'],
    ['happy > 0.4 sad > 0.4 fear > 0.4', 'contradiction: happy > 0.4 sad > 0.4 fear > 0.4'],
    ['happy and not happy', 'contradiction: happy and not happy'],
    ['happy and not (sad or happy)', 'contradiction: happy and not (sad or happy)'],
    ['happy > 1', 'never-true: happy > 1'],
    ['sad or happy < 0 %', 'never-true: happy < 0 %'],
    ['happy after 2:00 before 1:00', 'contradiction: after 2:00 before 1:00'],
    ['sad 1:00-2:00 in the first 30 s', 'contradiction: 1:00-2:00 in the first 30 s'],
    ['after 2:00 and not after 1:00', 'contradiction: after 2:00 and not after 1:00'],
    ['before 0:00', 'never-true: before 0:00'],
    ['happy longer than 5 s shorter than 2 s', 'contradiction: longer than 5 s shorter than 2 s'],
    ['happy for 30 s between 1:00 and 1:10', 'contradiction: for 30 s between 1:00 and 1:10'],
    ['happy for 30 s after 1:00 before 1:10', 'contradiction: for 30 s after 1:00 before 1:10'],
    ['happy in the last 5 s for 10 s', 'contradiction: in the last 5 s for 10 s'],
    ['no face and happy', 'contradiction: no face and happy'],
    ['uncertain and paused', 'contradiction: uncertain and paused'],
    ['too far away and sad > 0.5', 'contradiction: too far away and sad > 0.5'],
    ['face 1 not face 1', 'contradiction: face 1 not face 1'],
    ['surprise or (sad after 2:00 before 1:00)', 'contradiction: after 2:00 before 1:00'],
    ['face 1 happy > 0.9 < 0.3 and face 2 sad', 'contradiction: happy > 0.9 < 0.3'],
    ['radost nad 90 % a pod 30 %', 'contradiction: radost nad 90 % a pod 30 %'],
    ['smutek po 2:00 před 1:00', 'contradiction: po 2:00 před 1:00'],
    ['happy between 60 % and 30 %', 'contradiction: happy between 60 % and 30 %'],
    ['smutný a šťastný zároveň', 'never-both: smutný a šťastný'],
    ['radost a smutek', 'never-both: radost a smutek'],
  ])('%s', (text, expected) => expect(said(text)).toBe(expected));

  it.each([
    'happy > 0.3 and < 0.9',
    'happy >= 0.5 <= 0.5',
    'happy >= 0.5 and sad >= 0.5',
    'happy > 0.4 and sad > 0.4',
    'happy > 0.9 or < 0.3',
    '(happy or surprise) and happy',
    '(happy or surprise) and not happy',
    'happy after 1:00 before 2:00',
    '(happy for 30 s) between 1:00 and 1:10',
    'face 1 happy and face 2 sad',
    'no face or happy',
    'no face and no estimate',
    'said "a" and said "b"',
    'not happy and not sad',
  ])('and nothing else is taken for one: %s', (text) => expect(said(text)).toBeNull());

  it('is nothing that would have been found', () => {
    const number = fc.integer({ min: 0, max: 10 }).map((tenths) => String(tenths / 10));
    const part = fc.oneof(
      fc.tuple(fc.constantFrom('neutral', 'happy', 'sad'), fc.constantFrom('>', '>=', '<', '<='), number).map((parts) => parts.join(' ')),
      fc.tuple(fc.constantFrom('after', 'before'), fc.integer({ min: 0, max: 40 })).map(([word, s]) => `${word} ${s} s`),
      fc.constantFrom('longer than 2 s', 'shorter than 3 s', 'face 1', 'not face 1', 'neutral', 'happy'),
    );
    // Nothing flickers, so nothing but the borders is bridged.
    const shownIn = (first: string, second: string) => [
      ...samplesOf(0, 10_000, first, 0.8),
      ...samplesOf(10_000, 20_000, second, 0.95),
      ...samplesOf(20_000, 30_000, 'sadness', 0.5),
      ...samplesOf(32_000, 40_000, first, 0.4),
    ];
    const faces = [faceOf(1, shownIn('neutral', 'happiness')), faceOf(2, shownIn('happiness', 'neutral'))];
    const input = { faces, utterances: [], durationMs: 40_000, lagMs: 0 };
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 4 }), (parts) => {
        const text = parts.join(' and ');
        const { problem } = parseQuery(text);
        if (problem?.code !== 'contradiction' && problem?.code !== 'never-true') return;
        // Read apart, the parts are understood; together they find nothing.
        const found = parts
          .map((one) => parseQuery(one).query)
          .filter((query) => query !== null)
          .map((query) => query.condition);
        fc.pre(found.length === parts.length && !parts.some((one) => one.includes('than')));
        expect(
          runQuery({ text, condition: { kind: 'all', of: found } }, input).map(({ startMs, endMs }) => endMs - startMs > 500),
        ).not.toContain(true);
      }),
    );
  });
});
