import { type Utterance } from '#contracts/transcript';

/** What is being said at `ms`: the last utterance that began by then, unless it ended more than two seconds ago. */
export function currentUtterance<U extends Pick<Utterance, 'startMs' | 'endMs'>>(utterances: readonly U[], ms: number): U | null {
  let found: U | null = null;
  for (const utterance of utterances) {
    if (utterance.startMs > ms) break;
    if (found === null || utterance.endMs >= ms || found.endMs < ms) found = utterance;
  }
  return found !== null && ms <= found.endMs + 2_000 ? found : null;
}
