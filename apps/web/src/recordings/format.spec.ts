import { describe, expect, it } from 'vitest';
import { bytesText, durationText, rateText, shareText, timesText } from './format.ts';

/** Languages separate a number from its unit with different spaces. */
const plain = (text: string) => text.replace(/\s/gu, ' ');

describe('sizes and rates', () => {
  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [1_000, '1 kB'],
    [999_999, '1 MB'],
    [1_250_000, '1.3 MB'],
    [123_456_789, '123 MB'],
    [4_000_000_000, '4 GB'],
  ])('says %d bytes as %s', (bytes, text) => {
    expect(bytesText(bytes, 'en')).toBe(text);
  });

  it('follows the language', () => {
    expect(plain(bytesText(1_250_000, 'cs'))).toBe('1,3 MB');
    expect(rateText(2_100_000, 'en')).toBe('2.1 MB/s');
  });

  it('says times real time with a digit where it matters', () => {
    expect([timesText(12.4, 'en'), timesText(8.44, 'en'), timesText(0.62, 'en')]).toEqual(['12', '8.4', '0.6']);
  });
});

describe('shares', () => {
  it('says 100 % only of what is done', () => {
    expect([shareText(0, 'en'), shareText(0.456, 'en'), shareText(0.999, 'en'), shareText(1, 'en')]).toEqual(['0%', '46%', '99%', '100%']);
  });
});

describe('durations', () => {
  it.each([
    [0, '1 sec'],
    [4_400, '4 sec'],
    [23_000, '25 sec'],
    [59_000, '1 min'],
    [724_000, '12 min'],
    [3_599_000, '1 hr'],
    [4_800_000, '1 hr 20 min'],
  ])('says %d ms as %s', (ms, text) => {
    expect(durationText(ms, 'en')).toBe(text);
  });

  it('writes units out', () => {
    expect(durationText(7_200_000, 'en', 'long')).toBe('2 hours');
    expect(durationText(7_200_000, 'cs', 'long')).toBe('2 hodiny');
  });
});
