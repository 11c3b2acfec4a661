type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const PREFIX = 'attune-draft:';

/** What was typed under this key before the page was reloaded; null if nothing. */
export function keptDraft(store: Store, key: string): string | null {
  try {
    return store.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** Keeps typed text; an empty text keeps nothing. A full or forbidden storage costs the draft, never the page. */
export function keepDraft(store: Store, key: string, value: string): void {
  try {
    if (value === '') store.removeItem(PREFIX + key);
    else store.setItem(PREFIX + key, value);
  } catch {
    // The text is still in the field.
  }
}
