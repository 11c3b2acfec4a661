import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DRAWN_WORDS, LIKELIHOOD_FROM } from '#contracts/drawn-words';
import { EMOTIONS, sampleState } from '#contracts/emotion';
import { LANGUAGES } from './emotion-words.ts';
import { ENTRIES, nearest } from './lexicon.ts';
import { normalise } from './normalise.ts';
import { numberIn } from './number-words.ts';
import { parseQuery } from './parse.ts';
import { shown } from './testing/shown.ts';

const read = (text: string) => {
  const { query, problem } = parseQuery(text);
  return query === null ? `${problem.code}: ${text.slice(problem.from, problem.to)}` : shown(query.condition);
};

describe.each(LANGUAGES)('what the page draws in %s', (language) => {
  const { emotion, state, likelihood } = DRAWN_WORDS[language];
  it.each([...EMOTIONS])('finds the expression: %s', (name) => expect(read(emotion[name])).toBe(name));
  it.each([...sampleState.options, 'no-data' as const])('finds the state: %s', (name) => expect(read(state[name])).toBe(name));
  it.each(['veryLikely', 'likely', 'possibly'] as const)('finds how sure an estimate is: %s', (name) =>
    expect(read(`${likelihood[name]} ${emotion.fear}`)).toContain(`(fear & fear >= ${LIKELIHOOD_FROM[name]}`),
  );
  it('and the same beside other words', () => {
    for (const words of Object.values(state)) expect(read(`${words} ${language === 'en' ? 'after' : 'po'} 1:00`)).toMatch(/ & 60\.\./);
  });
});

describe('a sentence', () => {
  it.each([
    ['When is she happy?', 'happiness'],
    ['happy.', 'happiness'],
    ['Happy!', 'happiness'],
    ['happy…', 'happiness'],
    ['!happy!', 'not happiness'],
    ['happy? ', 'happiness'],
    ['Is he sad or angry?!', '(sadness | anger)'],
    ['Show me a smile.', 'happiness'],
    ['a smile', 'happiness'],
    ['A smile or a tear after 1:00', '(happiness | (sadness & 60..Infinity))'],
    ['not a smile', 'not happiness'],
    ['When do they look sad?', 'sadness'],
    ["When isn't she happy?", 'not happiness'],
    ['Find: the patient', 'unknown-word: patient'],
    ['happy for a minute', '(happiness & 60..Infinity long)'],
    ['happy for half a minute', '(happiness & 30..Infinity long)'],
    ['happy longer than a second.', '(happiness & 1..Infinity long)'],
    ['Sad. After 2:00.', '(sadness & 120..Infinity)'],
    ['sad 1:00..2:00.', '(sadness & 60..120)'],
    ['happy > .7.', 'happiness > 0.7'],
    ['Kdy je smutný?', 'sadness'],
    ['Kdy se usmívá a je po 0:30?', '(happiness & 30..Infinity)'],
    ['Kdy vypadá naštvaně?', 'anger'],
    ['Kde není šťastná.', 'not happiness'],
    ['Smutek do 2:00.', '(sadness & 0..120)'],
    ['s úsměvem', 'happiness'],
    ['Tváří se smutně?', 'sadness'],
    ['When is face 1 happy, but not before 1:00?', '(face 1 & happiness & not 0..60)'],
    ['happy, or sad', '(happiness | sadness)'],
    ['a happy face', 'happiness'],
    ['šťastná tvář po 1:00', '(happiness & 60..Infinity)'],
    ['Kde není žádná tvář?', 'no-face'],
    ['Je někdo smutný?', 'sadness'],
    ['?', 'empty: '],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));
});

describe('a number in words', () => {
  it.each([
    ['happy > 70 percent', 'happiness > 0.7'],
    ['happy over sixty percent', 'happiness > 0.6'],
    ['happy above sixty-five per cent', 'happiness > 0.65'],
    ['happy more than half', 'happiness > 0.5'],
    ['happy at least a half', 'happiness >= 0.5'],
    ['happy at least three quarters', 'happiness >= 0.75'],
    ['happy over zero point seven', 'happiness > 0.7'],
    ['happy at most a hundred percent', 'happiness <= 1'],
    ['at least sixty percent happy', 'happiness >= 0.6'],
    ['radost nad 70 procent', 'happiness > 0.7'],
    ['radost nad šedesát procent', 'happiness > 0.6'],
    ['radost aspoň na pětašedesát procent', 'happiness >= 0.65'],
    ['radost nad dvacet pět procent', 'happiness > 0.25'],
    ['radost nad polovinu', 'happiness > 0.5'],
    ['radost více než tři čtvrtiny', 'happiness > 0.75'],
    ['radost nad nula celá sedm', 'happiness > 0.7'],
    ['smutek po dobu pěti vteřin', '(sadness & 5..Infinity long)'],
    ['smutek po dobu půl minuty', '(sadness & 30..Infinity long)'],
    ['sad for three seconds', '(sadness & 3..Infinity long)'],
    ['face two sad', '(face 2 & sadness)'],
    ['happy between 30% and 60%', '(happiness >= 0.3 & happiness <= 0.6)'],
    ['happy from 0.3 to 0.6', '(happiness >= 0.3 & happiness <= 0.6)'],
    ['radost mezi třiceti a šedesáti procenty', '(happiness >= 0.3 & happiness <= 0.6)'],
    ['radost mezi 30 % a 60 %', '(happiness >= 0.3 & happiness <= 0.6)'],
    ['happy over seventy', 'threshold-range: seventy'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));

  it('is read from beginning to end', () => {
    expect(numberIn(['one', 'hundred', 'twenty', 'five'])).toEqual({ value: 125, length: 4 });
    expect(numberIn(['dve', 'ste', 'sekund'])).toEqual({ value: 200, length: 2 });
    expect(numberIn(['jednadvacet'])).toEqual({ value: 21, length: 1 });
    expect(numberIn(['set'])).toBeNull();
  });
});

describe('several faces', () => {
  it.each([
    ['face 1 happy and face 2 sad', '{1: happiness & 2: sadness}'],
    ['face 1 happy face 2 sad', '{1: happiness & 2: sadness}'],
    ['happy face 1 sad face 2', '{1: happiness & 2: sadness}'],
    ['happy face 1 while sad face 2', '{1: happiness & 2: sadness}'],
    ['(face 1 happy) and (face 2 sad)', '{1: (face 1 & happiness) & 2: (face 2 & sadness)}'],
    ['When face 1 is happy, face 2 is sad.', '{1: happiness & 2: sadness}'],
    ['face 1: happy, face 2: sad', '{1: happiness & 2: sadness}'],
    ['face 1 and face 2 happy', '{1: happiness & 2: happiness}'],
    ['faces 1 and 2 are happy', '{1: happiness & 2: happiness}'],
    ['happy face 1 and face 2', '{1: happiness & 2: happiness}'],
    ['face 1 and face 2', '{1: whatever & 2: whatever}'],
    ['face 1 or 2 happy', '((face 1 | face 2) & happiness)'],
    ['face 1 happy and face 2 sad and after 1:00', '({1: happiness & 2: sadness} & 60..Infinity)'],
    ['face 1 happy > 0.3 and < 0.9 and face "JN" sad', '{1: (happiness > 0.3 & happiness < 0.9) & jn: sadness}'],
    ['tvář 1 radost a tvář 2 smutek', '{1: happiness & 2: sadness}'],
    ['face 1 happy and not face 2', '(face 1 & happiness & not face 2)'],
    ['face 1 happy and face 1 sad', 'never-both: happy and face 1 sad'],
    ['face 1 happy and sad and face 2 sad', 'never-both: happy and sad'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));
});

describe('a suggestion', () => {
  it.each([
    'bored',
    'sleep',
    'tired',
    'bad',
    'wood',
    'danger',
    'hungry',
    'father',
    'nuda',
    'spánek',
    'unavený',
    'lunch',
    'doctor',
    'music',
  ])('is not made for another word: %s', (word) => expect(nearest(word)).toBeNull());
  it.each([
    ['hapy', 'happy'],
    ['suprised', 'surprised'],
    ['uncertian', 'uncertain'],
    ['smutk', 'smutku'],
    ['prekvpeni', 'překvapení'],
    ['percnt', 'percent'],
  ])('is made for a slip: %s', (word, expected) => expect(normalise(nearest(word) ?? '')).toContain(normalise(expected).slice(0, 4)));
});

describe('any query', () => {
  const words = fc.constantFrom(
    ...ENTRIES.map(({ word }) => word),
    ...[
      'face 1',
      'face 2',
      'sixty',
      'šedesát',
      'half',
      'a',
      'an',
      'i',
      's',
      'do',
      '?',
      '.',
      '!',
      '…',
      '..',
      ':',
      '(',
      ')',
      '"',
      '>',
      '<',
      '%',
    ],
    ...['0.9', '0.3', '1:00', '2:00', '3 s', 'point', 'hundred', 'sto', 'xyzzy', ',', '-', '\ud800'],
  );
  const texts = fc.oneof(
    fc.array(words, { maxLength: 12 }).chain((parts) => fc.constantFrom(' ', '').map((glue) => parts.join(glue))),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  it('is understood, or its problem lies inside it and says everything; it never throws', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { problem } = parseQuery(text);
        if (problem === null) return;
        expect(problem.from).toBeGreaterThanOrEqual(0);
        expect(problem.to).toBeGreaterThanOrEqual(problem.from);
        expect(problem.to).toBeLessThanOrEqual(text.length);
        expect(Object.values(problem.params)).not.toContain(undefined);
      }),
      { numRuns: 3_000 },
    );
  });

  it('means the same as a question', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ENTRIES.filter(({ meaning }) => meaning.type === 'emotion' || meaning.type === 'state')),
        ({ word }) => {
          for (const asked of [`When is she ${word}?`, `Kdy je ${word}?`, `${word}.`])
            expect([asked, read(asked)]).toEqual([asked, read(word)]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
