import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('.', import.meta.url);

/** Dotted keys without plural endings, which differ between languages. */
function keys(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path.replace(/_(zero|one|two|few|many|other)$/, '')];
  return [...new Set(Object.entries(value).flatMap(([key, inner]) => keys(inner, path === '' ? key : `${path}.${key}`)))].sort();
}

function texts(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [String(value)];
}

const read = (language: string, file: string): unknown => JSON.parse(readFileSync(new URL(`${language}/${file}`, folder), 'utf8'));
const names = (language: string) => readdirSync(new URL(`${language}/`, folder)).sort();

describe('catalogues', () => {
  it('exist in both languages', () => {
    expect(names('cs')).toEqual(names('en'));
  });

  it.each(names('en'))('%s has the same keys and no empty text in both languages', (file) => {
    const [english, czech] = [read('en', file), read('cs', file)];
    expect(keys(czech)).toEqual(keys(english));
    expect([...texts(english), ...texts(czech)].filter((text) => text.trim() === '')).toEqual([]);
  });
});
