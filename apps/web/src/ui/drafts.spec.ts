import { describe, expect, it } from 'vitest';
import { keepDraft, keptDraft } from './drafts.ts';

function setup() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    size: () => kept.size,
  };
}

describe('drafts', () => {
  it('survive until they are emptied', () => {
    const store = setup();
    keepDraft(store, 'title', 'Follow-up');
    expect(keptDraft(store, 'title')).toBe('Follow-up');
    keepDraft(store, 'title', '');
    expect(keptDraft(store, 'title')).toBeNull();
    expect(store.size()).toBe(0);
  });

  it('cost nothing where storage is full or forbidden', () => {
    const refuse = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    const store = { getItem: refuse, setItem: refuse, removeItem: refuse };
    expect(() => {
      keepDraft(store, 'title', 'x');
    }).not.toThrow();
    expect(keptDraft(store, 'title')).toBeNull();
  });
});
