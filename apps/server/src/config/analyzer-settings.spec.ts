import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readAnalyzerSettings } from './analyzer-settings.ts';

const TOKEN = '0123456789abcdef0123456789abcdef';

it('forks one analyzer and lets none in, unless told otherwise', () => {
  expect(readAnalyzerSettings({})).toMatchObject({ local: true, token: undefined });
  expect(readAnalyzerSettings({ ATTUNE_ANALYZER_TOKEN: '', ATTUNE_LOCAL_ANALYZER: '' })).toMatchObject({ local: true, token: undefined });
});

it('takes the token from a variable or a file', () => {
  expect(readAnalyzerSettings({ ATTUNE_ANALYZER_TOKEN: TOKEN, ATTUNE_LOCAL_ANALYZER: 'off' })).toMatchObject({
    local: false,
    token: TOKEN,
  });
  const folder = mkdtempSync(join(tmpdir(), 'attune-token-'));
  const file = join(folder, 'token');
  writeFileSync(file, `${TOKEN}\n`);
  expect(readAnalyzerSettings({ ATTUNE_ANALYZER_TOKEN_FILE: file })).toEqual({ local: true, token: TOKEN, tokenFile: file });
  expect(() => readAnalyzerSettings({ ATTUNE_ANALYZER_TOKEN_FILE: file, ATTUNE_ANALYZER_TOKEN: TOKEN })).toThrow('not both');
  rmSync(folder, { recursive: true });
  expect(() => readAnalyzerSettings({ ATTUNE_ANALYZER_TOKEN_FILE: file })).toThrow('cannot be read');
});

it('says what to do about what cannot work', () => {
  expect(() => readAnalyzerSettings({ ATTUNE_ANALYZER_TOKEN: 'short' })).toThrow(/at least 32 characters.*openssl/);
  expect(() => readAnalyzerSettings({ ATTUNE_LOCAL_ANALYZER: 'no' })).toThrow('on or off');
  expect(() => readAnalyzerSettings({ ATTUNE_LOCAL_ANALYZER: 'off' })).toThrow('ATTUNE_ANALYZER_TOKEN');
});
