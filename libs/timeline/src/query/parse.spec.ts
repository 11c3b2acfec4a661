import { describe, expect, it } from 'vitest';
import { EMOTIONS, type EmotionName } from '#contracts/emotion';
import { random } from '../testing/samples.ts';
import { emotionWords, LANGUAGES } from './emotion-words.ts';
import { ENTRIES, nearest } from './lexicon.ts';
import { normalise } from './normalise.ts';
import { MAX_QUERY_LENGTH, parseQuery } from './parse.ts';
import { QUERY_PROBLEMS } from './problems.ts';
import { shown } from './testing/shown.ts';

const read = (text: string) => {
  const { query, problem } = parseQuery(text);
  return query === null ? `${problem.code}: ${text.slice(problem.from, problem.to)}` : shown(query.condition);
};

describe('a query', () => {
  it.each([
    ['surprise', 'surprise'],
    ['Surprised', 'surprise'],
    ['happy or surprise', '(happiness | surprise)'],
    ['not neutral', 'not neutral'],
    ['!neutral', 'not neutral'],
    ['happy > 0.7', 'happiness > 0.7'],
    ['happiness >= 70 %', 'happiness >= 0.7'],
    ['happy≥70%', 'happiness >= 0.7'],
    ['happy at least 70 %', 'happiness >= 0.7'],
    ['happy above 0,5 below 0,9', '(happiness > 0.5 & happiness < 0.9)'],
    ['happy > 0.7 after 2:00', '(happiness > 0.7 & 120..Infinity)'],
    ['sad before 1:02:03', '(sadness & 0..3723)'],
    ['sad between 1:00 and 2:00', '(sadness & 60..120)'],
    ['sad between 1:00 to 2:00', '(sadness & 60..120)'],
    ['sad 1:00-2:00', '(sadness & 60..120)'],
    ['sad 1:00 – 2:00', '(sadness & 60..120)'],
    ['sad from 1:00 to 2:00', '(sadness & 60..Infinity & 0..120)'],
    ['sad in the first 5 minutes', '(sadness & 0..300)'],
    ['sad in the last minute', '(sadness & last 60)'],
    ['after 1 h 30 min', '(whatever & 5400..Infinity)'],
    ['after 90s', '(whatever & 90..Infinity)'],
    ['happy for 3 s', '(happiness & 3..Infinity long)'],
    ['happy for at least 3 s', '(happiness & 3..Infinity long)'],
    ['happy longer than 2 s', '(happiness & 2..Infinity long)'],
    ['happy > 2 s', '(happiness & 2..Infinity long)'],
    ['happy not longer than 2 s', '(happiness & 0..2 long)'],
    ['longer than 10 s', '(whatever & 10..Infinity long)'],
    ['face 2', '(whatever & face 2)'],
    ['face2 sad', '(face 2 & sadness)'],
    ['sad face "JN"', '(sadness & face jn)'],
    ['sad face JN', '(sadness & face jn)'],
    ['sad while "sleep"', '(sadness & "sleep")'],
    ['sad while said "I can’t  SLEEP!"', '(sadness & "i can t sleep")'],
    ['said “sleep”', '"sleep"'],
    ['said sleep', '"sleep"'],
    ['„spánek“', '"spanek"'],
    ['no face', 'no-face'],
    ['not no-face', 'not no-face'],
    ['uncertain after 1:00', '(uncertain & 60..Infinity)'],
    ['(happy or surprise) and not face 1', '((happiness | surprise) & not face 1)'],
    ['happy or surprise after 1:00', '(happiness | (surprise & 60..Infinity))'],
    ['show moments where face 2 looks sad', '(face 2 & sadness)'],
    ['štěstí', 'happiness'],
    ['stesti', 'happiness'],
    ['smutná nebo naštvaný', '(sadness | anger)'],
    ['radost nad 70 % po 2:00', '(happiness > 0.7 & 120..Infinity)'],
    ['ne neutrální', 'not neutral'],
    ['překvapení mezi 1:00 a 2:00', '(surprise & 60..120)'],
    ['vztek před 1:02:03 delší než 3 vteřiny', '(anger & 0..3723 & 3..Infinity long)'],
    ['strach v prvních 5 minutách', '(fear & 0..300)'],
    ['znechucení když "jídlo"', '(disgust & "jidlo")'],
    ['řekla "spánek" a smutek', '("spanek" & sadness)'],
    ['tvář 2 pohrdání po dobu 3 s', '(face 2 & contempt & 3..Infinity long)'],
    ['first face', '(whatever & face 1)'],
    ['the second face is sad', '(face 2 & sadness)'],
    ['sad in the first 5 minutes', '(sadness & 0..300)'],
    ['first person angry', '(face 1 & anger)'],
    ['druhá tvář smutná', '(face 2 & sadness)'],
    ['kdy má druhý obličej strach?', '(face 2 & fear)'],
    ['u třetí osoby vztek', '(face 3 & anger)'],
    ['bez tváře', 'no-face'],
    ['usmívá se a je po 0:30', '(happiness & 30..Infinity)'],
    ['radost nebo surprise', '(happiness | surprise)'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));

  it('takes both faces for the two that there are', () => {
    for (const [both, two] of [
      ['both faces happy', 'faces 1 and 2 happy'],
      ['when are both of the faces sad?', 'faces 1 and 2 sad'],
      ['obě tváře smutné', 'faces 1 and 2 sad'],
      ['oba obličeje šťastné', 'faces 1 and 2 happy'],
    ])
      expect([both, read(both!)]).toEqual([both, read(two!)]);
    const faces = [3, 7].map((number) => ({ number, name: `Face ${number}` }));
    expect(shown(parseQuery('both faces happy', { faces }).query!.condition)).toBe(read('faces 3 and 7 happy'));
  });

  it('knows every word for every expression, in any case, with and without diacritics', () => {
    for (const emotion of EMOTIONS)
      for (const language of LANGUAGES)
        for (const word of emotionWords(emotion, language)) {
          for (const written of [word, word.toUpperCase(), word.normalize('NFD'), normalise(word)])
            expect([written, read(written)]).toEqual([written, emotion]);
        }
  });

  it('has no word with two meanings', () => {
    const meanings = new Map<string, string>();
    for (const { key, meaning } of ENTRIES) {
      const [before, now] = [meanings.get(key), JSON.stringify(meaning)];
      expect([key, before ?? now]).toEqual([key, now]);
      meanings.set(key, now);
    }
  });
});

describe('what is not understood', () => {
  it.each([
    ['', 'empty: '],
    ['   ', 'empty: '],
    ['quickly', 'unknown-word: quickly'],
    ['happy xyzzy', 'unknown-word: xyzzy'],
    ['suprise', 'did-you-mean: suprise'],
    ['happy § sad', 'unexpected-character: §'],
    ['😀', 'unexpected-character: 😀'],
    ['said "sleep', 'quote-not-closed: "sleep'],
    ['said', 'words-expected: '],
    ['said "…"', 'words-expected: "…"'],
    ['happy and', 'term-expected: '],
    ['or happy', 'term-expected: or'],
    ['not', 'term-expected: '],
    ['happy ()', 'term-expected: )'],
    ['- happy', 'term-expected: -'],
    ['(happy', 'parenthesis-not-closed: ('],
    ['happy)', 'parenthesis-not-opened: )'],
    [')', 'parenthesis-not-opened: )'],
    ['happy, sad', 'comma: ,'],
    ['happy and surprise', 'never-both: happy and surprise'],
    ['happy surprise', 'never-both: happy surprise'],
    ['happy 0.7', 'comparison-missing: 0.7'],
    ['happy = 0.7', 'no-equality: ='],
    ['happy >', 'threshold-expected: '],
    ['happy > much', 'threshold-expected: much'],
    ['happy > 70', 'threshold-range: 70'],
    ['happy > 170 %', 'threshold-range: 170'],
    ['> 0.7', 'threshold-of-what: >'],
    ['70 % happy', 'number-alone: 70'],
    ['2:00', 'time-alone: 2:00'],
    ['after', 'time-expected: '],
    ['after sad', 'time-expected: sad'],
    ['after 2:75', 'bad-time: 2:75'],
    ['after 1:2:3:4', 'bad-time: 1:2:3:4'],
    ['after 2', 'unit-missing: 2'],
    ['for', 'length-expected: '],
    ['happy for long', 'length-expected: long'],
    ['between 2:00 and 1:00', 'time-order: 2:00 and 1:00'],
    ['between 1:00', 'time-expected: '],
    ['face', 'face-expected: '],
    ['face happy', 'face-expected: happy'],
    ['x'.repeat(MAX_QUERY_LENGTH + 1), 'too-long: x'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    ['suprise', 'surprise'],
    ['happines', 'happiness'],
    ['surpised', 'surprised'],
    ['angyr', 'anger'],
    ['sda', 'sad'],
    ['surp', 'surprise'],
    ['neutrl', 'neutral'],
    ['prekvapni', 'překvapení'],
    ['smutnej', 'smutné'],
    ['betwen', 'between'],
    ['vstek', 'vztek'],
    ['disgus', 'disgust'],
  ])('is told what was meant: %s', (word, suggestion) => expect(parseQuery(word).problem?.params).toEqual({ word, suggestion }));

  it('is never told what is as far from it as anything', () => {
    for (const word of ['qu', 'xyzzy', 'banana', 'q'.repeat(400)]) expect(nearest(word)).toBeNull();
  });

  it('is a sentence with everything filled in', () => {
    for (const text of ['suprise', 'happy > 70', 'happy 70 %', 'after 2', '2:00', 'happy and sad', '§', 'after 9:99', 'x'.repeat(501)]) {
      const { problem } = parseQuery(text);
      expect(problem?.message).not.toMatch(/\{\{|undefined/);
      expect(QUERY_PROBLEMS[problem!.code].match(/\{\{(\w+)\}\}/g)?.every((name) => name.slice(2, -2) in problem!.params)).toBe(true);
    }
  });

  it('is also a face or a class that is not there, where those are known', () => {
    const context = {
      faces: [
        { number: 1, name: 'Face 1' },
        { number: 2, name: 'Jan Novák' },
      ],
      classes: ['angry', 'happy', 'neutral'],
    };
    expect(parseQuery('anger face "jan novak" or happy > 0.5 face 1', context).problem).toBeNull();
    expect(parseQuery('happy face 3', context).problem).toMatchObject({
      code: 'no-such-face',
      from: 11,
      to: 12,
      params: { face: '3', faces: '1 (Face 1), 2 (Jan Novák)' },
    });
    expect(parseQuery('not (happy or contempt > 0.2)', context).problem).toMatchObject({
      code: 'no-such-class',
      params: { emotion: 'contempt', emotions: 'anger, happiness, neutral' },
    });
  });
});

describe('anything at all', () => {
  const PARTS = [
    'happy',
    'štěstí',
    'not',
    'ne',
    '(',
    ')',
    '"',
    '“',
    '„',
    "'",
    '>',
    '>=',
    '%',
    '0.7',
    '2:00',
    '99:99',
    'after',
    'face',
    'for',
    '3',
    's',
    'and',
    'or',
    'while',
    ',',
    '-',
    '🙂',
    '\u0000',
    '\u202e',
    '\ud800',
    '\u200b',
    'a\u0301\u0302',
    'ﷺ',
    '٣',
    '\n',
    '\\',
    '${x}',
    '<b>',
    'constructor',
    '__proto__',
    '1e999',
    '9'.repeat(60),
    ' ',
    '  ',
    'the',
    'said',
    'between',
    'first',
    'ﬁ',
    'İ',
    'ß',
    '..',
    '…',
  ];

  it('is understood or told what is wrong within its text, and never throws', () => {
    const next = random(7);
    for (let i = 0; i < 3_000; i++) {
      const text = Array.from({ length: Math.floor(next() * 12) }, () => PARTS[Math.floor(next() * PARTS.length)]!).join(
        next() < 0.5 ? ' ' : '',
      );
      const { problem } = parseQuery(text);
      if (problem === null) continue;
      expect(problem.from).toBeGreaterThanOrEqual(0);
      expect(problem.to).toBeGreaterThanOrEqual(problem.from);
      expect(problem.to).toBeLessThanOrEqual(text.length);
    }
  });

  it.each([['('], ['!'], ['not '], ['happy or '], ['"'], ['9:'], ['a\u0301'], ['happy for 3 s '], ['- ']])(
    'in great length: %s',
    (part) => {
      for (const length of [MAX_QUERY_LENGTH, 1_000_000]) expect(() => parseQuery(part.repeat(length / part.length))).not.toThrow();
    },
  );

  it('of known words is read the same with capitals and spaces', () => {
    const words: EmotionName[] = ['happiness', 'sadness'];
    for (const word of words) expect(read(`  ${word.toUpperCase()}\u00a0 `)).toBe(word);
  });
});
