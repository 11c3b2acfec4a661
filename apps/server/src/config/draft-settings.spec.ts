import { expect, it } from 'vitest';
import { readDraftSettings } from './draft-settings.ts';

it('drafts nothing unless an address is named', () => {
  expect(readDraftSettings({})).toBeUndefined();
  expect(readDraftSettings({ ATTUNE_DRAFT_URL: '', ATTUNE_DRAFT_MODEL: '' })).toBeUndefined();
  expect(() => readDraftSettings({ ATTUNE_DRAFT_MODEL: 'qwen3' })).toThrow(/ATTUNE_DRAFT_URL/);
});

it('takes an address with its model', () => {
  expect(readDraftSettings({ ATTUNE_DRAFT_URL: 'http://127.0.0.1:11434/v1/', ATTUNE_DRAFT_MODEL: 'qwen3' })).toEqual({
    url: 'http://127.0.0.1:11434/v1',
    model: 'qwen3',
    key: undefined,
    answerMs: 240_000,
    partCharacters: 6_000,
  });
  expect(() => readDraftSettings({ ATTUNE_DRAFT_URL: 'http://127.0.0.1:11434/v1' })).toThrow(/ATTUNE_DRAFT_MODEL/);
  expect(() => readDraftSettings({ ATTUNE_DRAFT_URL: 'file:///etc', ATTUNE_DRAFT_MODEL: 'm' })).toThrow(/http/);
});
