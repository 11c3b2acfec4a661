import { describe, expect, it } from 'vitest';
import { text, token } from './text.ts';

const line = text({ max: 20, min: 1 });
const page = text({ max: 40, lines: true });

describe('a text', () => {
  it('is normalised and trimmed', () => {
    expect(line.parse('  Zoe\u0308 ')).toBe('Zo\u00eb');
    expect(page.parse('a\r\nb\rc\td\n')).toBe('a\nb\nc d');
    expect(text({ max: 9, lines: true, trim: false }).parse('typing ')).toBe('typing ');
  });

  it('may be in any writing, and have emoji made of several', () => {
    for (const value of ['Dvořák', 'مرحبا', 'שלום\u200f', '佐藤', '👩‍⚕️', 'O’Brien-Łukasz'])
      expect(line.safeParse(value).success).toBe(true);
  });

  it.each([
    ['U+0000', 'a\u0000b'],
    ['a bell', '\u0007'],
    ['DEL', 'a\u007f'],
    ['C1', 'a\u0085b'],
    ['a line break', 'a\nb'],
    ['a line separator', 'a\u2028b'],
    ['half a surrogate pair', 'a\ud83d'],
    ['the other half', '\ude00a'],
    ['a bidi override', 'a\u202eb'],
    ['a bidi isolate', '\u2066a'],
    ['nothing', ''],
    ['blanks', ' \u00a0 '],
    ['only invisible signs', '\u200b\u200d'],
    ['too much', 'x'.repeat(21)],
    ['no text', 7],
    ['too much once normalised', '\u0958'.repeat(20)],
  ])('is refused with %s', (_what, value) => {
    const parsed = line.safeParse(value);
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues[0]?.message).toMatch(/^(has|must|may) .*\.$/);
  });

  it('of several lines has no other control characters either', () => {
    for (const value of ['a\u0000', 'a\u001b[31m', 'a\u202eb', '\ud800']) expect(page.safeParse(value).success).toBe(false);
    expect(page.safeParse('').success).toBe(true);
  });
});

it('a token is printable ASCII', () => {
  expect(token({ max: 5 }).safeParse('a-b_1').success).toBe(true);
  for (const value of ['a\u0000', 'ž', 'toolong']) expect(token({ max: 5 }).safeParse(value).success).toBe(false);
});
