import { describe, expect, it } from 'vitest';
import { currentUtterance } from './current-utterance.ts';

const said = [
  { startMs: 1_000, endMs: 3_000 },
  { startMs: 3_500, endMs: 5_000 },
  { startMs: 20_000, endMs: 21_000 },
];

describe('currentUtterance', () => {
  it.each([
    [500, null],
    [1_000, 0],
    [3_200, 0],
    [4_000, 1],
    [6_000, 1],
    [10_000, null],
    [20_500, 2],
  ])('at %d ms is %s', (ms, place) => {
    expect(currentUtterance(said, ms)).toBe(place === null ? null : said[place]);
  });
});
