import { z } from 'zod';
import { type Cue } from './cue.ts';
import { fromWords, type SpokenWord } from './from-words.ts';
import { cueOf, probability, wordsLimit } from './json-cues.ts';
import { usable } from './json-parts.ts';
import type { Skips } from './skips.ts';

const milliseconds = z.number().min(0).max(360_000_000);
const name = z.string().nullish();
const word = z.object({ text: z.string(), start: milliseconds, end: milliseconds, confidence: probability, speaker: name });
/** An utterance, and a sentence or paragraph of the endpoints of these names. */
const stretch = word.extend({ words: z.array(z.unknown()).nullish() });
const list = z.array(z.unknown()).nullish();
/** `words` are of a whole transcript; other makers' files have them too, but no such `status`. */
const transcript = z.object({ status: z.string().nullish(), utterances: list, sentences: list, paragraphs: list, words: list });

/** Cues of AssemblyAI's JSON: its utterances, sentences or paragraphs, else its words. Times are milliseconds. Null if `json` is none of it. */
export function parseAssemblyAi(json: unknown, skips: Skips): Cue[] | null {
  const file = transcript.safeParse(json).data;
  if (file === undefined) return null;
  for (const kind of ['utterances', 'sentences', 'paragraphs'] as const) {
    const stretches = file[kind];
    if (stretches && stretches.length > 0) return fromStretches(stretches, kind, skips);
  }
  return typeof file.status === 'string' && file.words ? fromWords(spokenWords(file.words, 'words', skips)) : null;
}

function fromStretches(stretches: unknown[], where: string, skips: Skips): Cue[] {
  let count = 0;
  return usable(stretches, stretch, where, skips).flatMap(({ value, at }) => {
    const words = spokenWords(value.words ?? [], `${at}.words`, skips).map(({ speaker: _, ...timed }) => timed);
    wordsLimit((count += words.length));
    return cueOf({
      startMs: value.start,
      endMs: Math.max(value.start, value.end),
      text: value.text,
      speaker: value.speaker,
      confidence: value.confidence,
      words,
    });
  });
}

function spokenWords(words: unknown[], where: string, skips: Skips): SpokenWord[] {
  wordsLimit(words.length);
  return usable(words, word, where, skips).map(({ value }) => ({
    text: value.text,
    startMs: value.start,
    endMs: Math.max(value.start, value.end),
    speaker: value.speaker ?? '',
    ...(typeof value.confidence === 'number' && { confidence: value.confidence }),
  }));
}
