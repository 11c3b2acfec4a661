import { useState } from 'react';
import { keepDraft, keptDraft } from './drafts.ts';

/** As `useState` for a text field, but the text survives a reload of the tab. Never for passwords. */
export function useDraft(key: string, initial = ''): [string, (value: string) => void, () => void] {
  const [value, setValue] = useState(() => keptDraft(sessionStorage, key) ?? initial);
  const change = (next: string) => {
    keepDraft(sessionStorage, key, next);
    setValue(next);
  };
  const clear = () => {
    keepDraft(sessionStorage, key, '');
    setValue('');
  };
  return [value, change, clear];
}
