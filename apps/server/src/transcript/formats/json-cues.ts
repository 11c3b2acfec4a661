import { z } from 'zod';
import { cleanText } from './clean-text.ts';
import { type Cue, LIMITS, TranscriptFormatError } from './cue.ts';

export type Timed = NonNullable<Cue['words']>[number];

/** What recognisers call confidence, score or probability; left out where it is none. */
export const probability = z.number().min(0).max(1).nullish().catch(null);

interface About {
  startMs: number;
  endMs: number;
  text: string;
  speaker?: string | number | null | undefined;
  confidence?: number | null | undefined;
  words?: Timed[];
}

/** One cue, or none where nothing is said. */
export function cueOf({ startMs, endMs, text, speaker, confidence, words = [] }: About): Cue[] {
  const said = cleanText(text);
  if (said === '') return [];
  return [
    {
      speaker: cleanText(String(speaker ?? '')),
      startMs,
      endMs,
      text: said,
      ...(typeof confidence === 'number' && { confidence }),
      ...(words.length > 0 && { words }),
    },
  ];
}

/** Throws {@link TranscriptFormatError} for more words than a file may have times of. */
export function wordsLimit(count: number): void {
  if (count > LIMITS.words)
    throw new TranscriptFormatError(
      `The file has times for more than ${LIMITS.words} words. Split it, or export it without times of words.`,
    );
}
