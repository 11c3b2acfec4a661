import { afterEach, describe, expect, it, vi } from 'vitest';
import { dateText, dayText, decimalSeparator } from './region.ts';

const AT = '2026-11-30T15:23:00';
const prefer = (...languages: string[]) => {
  vi.stubGlobal('navigator', { languages });
};

describe('dates and numbers of the reader’s region', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it.each([
    [['en-GB', 'en'], 'en', '30 November 2026 at 15:23', '30 November', '.'],
    [['en-US'], 'en', 'November 30, 2026 at 3:23 PM', 'November 30', '.'],
    [['de-DE', 'en-GB'], 'en', '30 November 2026 at 15:23', '30 November', '.'],
    [['en-US'], 'cs', '30. listopadu 2026 v 15:23', '30. listopadu', ','],
    [['cs-CZ'], 'cs', '30. listopadu 2026 v 15:23', '30. listopadu', ','],
  ] as const)('%j reading %s', (languages, language, date, day, decimal) => {
    prefer(...languages);
    expect(dateText(AT, language, 'long').replace(/[\u202f\u00a0]/g, ' ')).toBe(date);
    expect(dayText(new Date(AT), language).replace(/\u00a0/g, ' ')).toBe(day);
    expect(decimalSeparator(language)).toBe(decimal);
  });
});
