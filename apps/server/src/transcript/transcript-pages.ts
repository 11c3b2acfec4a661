import type { Utterance } from '#contracts/transcript';
import type { UtteranceContent } from '../database/schema/index.ts';
import { Seal, type Sealed } from '../keys/seal.ts';

/** One utterance, times on its source's own clock. */
export interface StoredUtterance extends Omit<Utterance, 'words' | 'confidence'> {
  words: NonNullable<Utterance['words']> | null;
  confidence: number | null;
}

/** An utterance as the database says it. `content`: {@link UtteranceContent}, sealed, in base64. */
export type SealedUtterance = Pick<StoredUtterance, 'id' | 'participantId' | 'startMs' | 'endMs' | 'source'> & { content: string };

/** A call's transcript as the database gave it out: JSON that nobody has parsed yet. */
export interface TranscriptPages {
  offsetMs: number;
  fileName: string | null;
  /** Of the call; null while it is not known. */
  durationMs: number | null;
  /** Lists of {@link SealedUtterance}, or of {@link StoredUtterance} that are not in the database yet. */
  pages: Uint8Array[];
  /** Of the call. */
  key: Uint8Array;
}

/** Utterances that are not in the database yet. */
export const toPage = (utterances: readonly StoredUtterance[]): Uint8Array => new TextEncoder().encode(JSON.stringify(utterances));

/** Clocks differ a little: what begins this long before the call began with it. */
const TOLERANCE_MS = 1_000;
const LIVE: readonly Utterance['source'][] = ['browser', 'platform', 'speech'];

/**
 * Utterances on the call's clock, in order. What was imported is moved by the offset; what began before the call is left out, and counted
 * with what lies after its end.
 */
export function utterancesOf({ offsetMs, durationMs, pages, key }: TranscriptPages): { utterances: Utterance[]; outside: number } {
  const utterances: Utterance[] = [];
  const known = new Set<string>();
  const seal = new Seal(key);
  let outside = 0;
  for (const page of pages) {
    for (const one of JSON.parse(new TextDecoder().decode(page)) as (SealedUtterance | StoredUtterance)[]) {
      const { words, confidence, ...stored } = 'content' in one ? opened(seal, one) : one;
      // What was stored while the rest was read is there twice.
      if (known.has(stored.id)) continue;
      known.add(stored.id);
      const move = LIVE.includes(stored.source) ? 0 : offsetMs;
      const startMs = stored.startMs + move;
      if (startMs < -TOLERANCE_MS || stored.endMs + move < 0) {
        outside++;
        continue;
      }
      if (!LIVE.includes(stored.source) && durationMs !== null && startMs > durationMs + TOLERANCE_MS) outside++;
      const at = (ms: number) => Math.max(0, ms + move);
      utterances.push({
        ...stored,
        startMs: at(stored.startMs),
        endMs: at(stored.endMs),
        ...(confidence !== null && { confidence }),
        ...(words && { words: words.map((word) => ({ ...word, startMs: at(word.startMs), endMs: at(word.endMs) })) }),
      });
    }
  }
  return { utterances: utterances.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs), outside };
}

function opened(seal: Seal, { content, ...utterance }: SealedUtterance): StoredUtterance {
  const bytes = Buffer.from(content, 'base64') as unknown as Sealed<UtteranceContent>;
  return { ...utterance, ...seal.open('utterances.content', bytes) };
}
