import { describe, expect, it } from 'vitest';
import { random } from '../testing/samples.ts';
import { completions } from './complete.ts';
import type { Language } from './emotion-words.ts';
import { parseQuery } from './parse.ts';

const CONTEXT = {
  faces: [
    { number: 1, name: 'Face 1' },
    { number: 2, name: 'JN' },
  ],
};
const texts = (text: string, language: Language = 'en') =>
  completions(text, text.length, language, CONTEXT).map((completion) => completion.text);

describe('what may be typed next', () => {
  it.each<[string, Language, string[]]>([
    ['', 'en', ['neutral', 'happiness', 'not', 'said ""', 'no face', 'after', 'in the first 5 minutes', 'face 2']],
    ['', 'cs', ['neutrální', 'štěstí', 'ne', 'řekl ""', 'žádná tvář', 'po', 'v prvních 5 minutách', 'tvář 2']],
    ['hap', 'en', ['happiness']],
    ['surprised or ang', 'en', ['anger']],
    ['jo', 'en', ['joy']],
    ['smu', 'cs', ['smutek']],
    ['prek', 'cs', ['překvapení']],
    ['happy ', 'en', ['> 0.5', 'and', 'or', 'while ""', 'after', 'for 3 s']],
    ['happy', 'en', ['> 0.5', 'while ""']],
    ['happy wh', 'en', ['while ""']],
    ['happy in the l', 'en', ['in the last 5 minutes']],
    ['happy > ', 'en', ['0.5', '70 %']],
    ['happy after ', 'en', ['1:00']],
    ['happy after 2', 'en', ['s', 'min']],
    ['happy between 1:00 ', 'en', ['and']],
    ['(happy ', 'en', [')']],
    ['face ', 'en', ['1', '"JN"']],
    ['sad while ', 'en', ['said ""']],
    ['said ', 'en', ['""']],
    ['radost ', 'cs', ['nebo', 'když ""', 'delší než 2 s']],
    ['suprise', 'en', ['surprise']],
    ['happi', 'cs', ['happiness']],
  ])('after “%s” (%s)', (text, language, expected) => expect(texts(text, language)).toEqual(expect.arrayContaining(expected)));

  it.each(['said "sle', 'happy xyzzy ', 'xyzzy', 'happy § ', 'happy)', 'x'.repeat(600)])(
    'is nothing where the text before is not understood: %s',
    (text) => expect(texts(text)).toEqual([]),
  );

  it('offers no expression that the model does not know', () => {
    expect(
      completions('', 0, 'en', { classes: ['happy', 'sad'] })
        .filter(({ kind }) => kind === 'emotion')
        .map(({ text }) => text),
    ).toEqual(['happiness', 'sadness']);
  });

  it('takes the place of the word that the cursor stands in, and leaves the rest', () => {
    const [first] = completions('not hap after 1:00', 7, 'en');
    expect(first).toMatchObject({ text: 'happiness', from: 4, to: 7, value: 'not happiness after 1:00', cursor: 14 });
    expect(completions('not sadnezz after 1:00', 7, 'en')[0]).toMatchObject({ value: 'not sadness after 1:00' });
  });

  it('puts the cursor between quotation marks, and spaces where they belong', () => {
    expect(completions('sad wh', 6, 'en')[0]).toMatchObject({ value: 'sad while ""', cursor: 11 });
    expect(completions('sad', 3, 'en').find(({ text }) => text === 'after')).toMatchObject({ value: 'sad after ', cursor: 10 });
    expect(completions('(', 1, 'en')[0]).toMatchObject({ value: '(neutral ' });
  });

  it('leads to queries that are understood, from nothing, by choices alone', () => {
    const next = random(3);
    for (const language of ['en', 'cs'] as const)
      for (let i = 0; i < 100; i++) {
        let [value, cursor] = ['', 0];
        for (let step = 0; step < 6; step++) {
          const choices = completions(value, cursor, language, CONTEXT);
          // Inside of quotation marks anything is typed.
          if (choices.length === 0) {
            value = `${value.slice(0, cursor)}sleep${value.slice(cursor)}`;
            cursor = value.length;
            continue;
          }
          ({ value, cursor } = choices[Math.floor(next() * choices.length)]!);
        }
        const { problem } = parseQuery(value, CONTEXT);
        // It may end in the middle, or ask for what is never true; every word is known.
        if (problem !== null)
          expect([
            value,
            [
              'term-expected',
              'never-both',
              'contradiction',
              'time-expected',
              'unit-missing',
              'words-expected',
              'threshold-expected',
              'time-order',
              'parenthesis-not-closed',
              'face-expected',
              'length-expected',
            ],
          ]).toEqual([value, expect.arrayContaining([problem.code])]);
      }
  });

  it('never throws, wherever the cursor', () => {
    const next = random(5);
    const parts = ['happy ', 'ště', '(', '"', '„', '>', '0.7', '2:', 'after ', 'face', '🙂', '\ud800', '\u200b', ' ', 'a\u0301', 'in the '];
    for (let i = 0; i < 1_000; i++) {
      const text = Array.from({ length: Math.floor(next() * 8) }, () => parts[Math.floor(next() * parts.length)]!).join('');
      for (const { value, cursor, from, to } of completions(text, Math.floor(next() * 40) - 5, next() < 0.5 ? 'en' : 'cs')) {
        expect(from).toBeLessThanOrEqual(to);
        expect(cursor).toBeLessThanOrEqual(value.length);
      }
    }
    for (const cursor of [NaN, -1, Infinity, 1.5]) expect(() => completions('happy', cursor, 'en')).not.toThrow();
  });
});
