import { cueOf, type Timed, wordsLimit } from './json-cues.ts';
import { type Cue, LIMITS } from './cue.ts';

/** A word with who said it. */
export interface SpokenWord extends Timed {
  speaker: string;
}

/** A pause that ends an utterance. */
const PAUSE_MS = 1_000;
const LONGEST_MS = 30_000;

/** Cues of a file that has only words: one ends with its speaker, with a pause, or with a sentence that has become long. */
export function fromWords(words: readonly SpokenWord[]): Cue[] {
  wordsLimit(words.length);
  const groups: SpokenWord[][] = [];
  for (const word of words) {
    const group = groups.at(-1);
    if (group === undefined || endsBefore(group, word)) groups.push([word]);
    else group.push(word);
  }
  return groups.flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return cueOf({
      startMs: first.startMs,
      endMs: Math.max(...group.map(({ endMs }) => endMs)),
      text: group.map(({ text }) => text).join(' '),
      speaker: first.speaker,
      words: group.map(({ speaker: _, ...word }) => word),
    });
  });
}

function endsBefore(group: readonly SpokenWord[], word: SpokenWord): boolean {
  const [first, last] = [group[0], group.at(-1)];
  if (first === undefined || last === undefined) return true;
  return (
    last.speaker !== word.speaker ||
    word.startMs - last.endMs > PAUSE_MS ||
    group.length >= LIMITS.wordsPerCue ||
    (word.endMs - first.startMs > LONGEST_MS && /[.?!…]$/.test(last.text)) ||
    word.endMs - first.startMs > 4 * LONGEST_MS
  );
}
