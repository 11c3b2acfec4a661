import { useMemo, useSyncExternalStore } from 'react';
import { type Store } from './store.ts';

/**
 * What `select` reads of a store. The component renders again only when that changes: another value, or for an object of several
 * values, another value under any of its keys.
 */
export function useStore<T extends object, R>(store: Store<T>, select: (value: T) => R): R {
  const read = useMemo(() => reader(store, select), [store, select]);
  return useSyncExternalStore(store.subscribe, read);
}

/** Gives the same result as long as it holds the same values. */
function reader<T extends object, R>(store: Store<T>, select: (value: T) => R): () => R {
  let last: { selected: R } | null = null;
  return () => {
    const selected = select(store.get());
    if (last === null || !sameValues(last.selected, selected)) last = { selected };
    return last.selected;
  };
}

/** Selects the values under some keys. */
export const pick =
  <K extends PropertyKey>(...keys: K[]) =>
  <T extends Record<K, unknown>>(value: T): Pick<T, K> =>
    Object.fromEntries(keys.map((key) => [key, value[key]])) as Pick<T, K>;

function sameValues(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isPlain(a) || !isPlain(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
