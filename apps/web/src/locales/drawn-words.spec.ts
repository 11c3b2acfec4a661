import { expect, it } from 'vitest';
import { DRAWN_WORDS } from '#contracts/drawn-words';
import { QUERY_PROBLEMS } from '#timeline/query/problems';
import csReview from './cs/recordingReview.json' with { type: 'json' };
import cs from './cs/timeline.json' with { type: 'json' };
import enReview from './en/recordingReview.json' with { type: 'json' };
import en from './en/timeline.json' with { type: 'json' };

it.each([
  ['English', en, DRAWN_WORDS.en],
  ['Czech', cs, DRAWN_WORDS.cs],
])('charts in %s are labelled with words that a query understands', (_language, catalogue, words) => {
  expect(catalogue.emotion).toEqual(words.emotion);
  expect(catalogue.state).toEqual(words.state);
  for (const [name, text] of Object.entries(words.likelihood)) expect(catalogue.likelihood).toHaveProperty(name, `${text} {{emotion}}`);
});

it.each([
  ['English', enReview],
  ['Czech', csReview],
])('every problem of a query has its text in %s', (_language, { query: { problems } }) => {
  const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
  for (const [code, text] of Object.entries(QUERY_PROBLEMS)) {
    expect(problems).toHaveProperty(code);
    expect(new Set(names(problems[code as keyof typeof problems]))).toEqual(new Set(names(text)));
  }
});
