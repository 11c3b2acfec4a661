export interface Person {
  id: string;
  name: string;
}

/** Stand before or after names and are not part of them. */
const TITLES = new Set([
  'mr',
  'mrs',
  'ms',
  'dr',
  'prof',
  'doc',
  'mgr',
  'ing',
  'bc',
  'mudr',
  'mddr',
  'mvdr',
  'phdr',
  'judr',
  'paeddr',
  'rndr',
  'thdr',
  'pharmdr',
  'phd',
  'csc',
  'drsc',
  'md',
  'mba',
  'msc',
  'dis',
  'pan',
  'pani',
]);

/**
 * Who is meant by a name in a transcript: the one person who has it, in any order of its words, without accents, titles and what stands in
 * brackets; else the one whose name has all of its words. Null where nobody or more than one can be meant.
 */
export function personNamed(people: readonly Person[]): (name: string) => string | null {
  const known = people.map(({ id, name }) => ({ id, words: wordsOf(name) }));
  const exact = new Map<string, string[]>();
  for (const { id, words } of known) exact.set(keyOf(words), [...(exact.get(keyOf(words)) ?? []), id]);
  const answers = new Map<string, string | null>();
  const find = (name: string): string | null => {
    const words = wordsOf(name);
    if (words.length === 0) return null;
    const same = exact.get(keyOf(words)) ?? [];
    const matching =
      same.length > 0 ? same : known.filter((person) => words.every((word) => person.words.includes(word))).map(({ id }) => id);
    return matching.length === 1 ? (matching[0] ?? null) : null;
  };
  // A file has few names and many utterances.
  return (name) => {
    const kept = answers.get(name);
    if (kept !== undefined) return kept;
    const found = find(name);
    answers.set(name, found);
    return found;
  };
}

const keyOf = (words: readonly string[]) => words.toSorted().join(' ');

function wordsOf(name: string): string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\([^()]*\)|\[[^[\]]*\]/g, ' ');
  // "ph.d." is one word.
  const words = plain
    .replace(/(?<!\p{L})(\p{L}{1,2})\.(?=\p{L}{1,2}\.)/gu, '$1')
    .split(/[^\p{L}\p{N}_]+/u)
    .filter((word) => word !== '');
  const own = words.filter((word) => !TITLES.has(word));
  return own.length > 0 ? own : words;
}
