import { z } from 'zod';
import { cleanText } from './clean-text.ts';
import { countCue, type Cue, LIMITS, tooLong } from './cue.ts';
import { cueOf, probability, type Timed, wordsLimit } from './json-cues.ts';
import { usable } from './json-parts.ts';
import type { Skips } from './skips.ts';

/** A program pads the first word, so that it begins a little before the file does. */
const PADDING_SECONDS = -1;
const LONGEST_SECONDS = 360_000;

/** Seconds, also as text. */
const seconds = z.preprocess(
  (value) => (typeof value === 'string' && /^-?\d{1,7}(?:\.\d{1,12})?$/.test(value) ? Number(value) : value),
  z.number().min(PADDING_SECONDS).max(LONGEST_SECONDS),
);
const missing = seconds.nullish();
const name = z.union([z.string(), z.number()]).nullish();

/** Times are missing where a word could not be aligned. */
const word = z.object({ word: z.string(), start: missing, end: missing, probability, score: probability });
const words = z.array(z.unknown()).nullish();
/** OpenAI's `verbose_json` and its relatives; `speaker` comes from diarising ones such as WhisperX. The end is missing where sound was cut off. */
const segment = z.object({ start: seconds, end: missing, text: z.string(), avg_logprob: z.number().nullish(), speaker: name, words });
/** Hugging Face's pipelines. */
const chunk = z.object({ timestamp: z.tuple([seconds, missing]), text: z.string() });
/** whisper.cpp with `-oj`; milliseconds. */
const transcribed = z.object({ offsets: z.object({ from: z.number().min(0), to: z.number().min(0) }), text: z.string() });

type Segment = z.output<typeof segment>;
type Word = z.output<typeof word>;

/** Cues of the JSON that Whisper and its relatives write; null if `json` is none of it. */
export function parseWhisper(json: unknown, skips: Skips): Cue[] | null {
  if (Array.isArray(json)) return fromSegments(json, [], 'segments', skips);
  const file = z.record(z.string(), z.unknown()).safeParse(json).data ?? {};
  if (Array.isArray(file['segments'])) return fromSegments(file['segments'], wordsOf(file['words'], 'words', skips), 'segments', skips);
  if (Array.isArray(file['chunks'])) return fromChunks(file['chunks'], skips);
  if (Array.isArray(file['transcription']))
    return usable(file['transcription'], transcribed, 'transcription', skips).flatMap(({ value: { offsets, text } }) =>
      cueOf({ startMs: offsets.from, endMs: Math.max(offsets.from, offsets.to), text }),
    );
  return null;
}

function fromChunks(chunks: unknown[], skips: Skips): Cue[] {
  return usable(chunks, chunk, 'chunks', skips).flatMap(({ value: { timestamp, text } }) => {
    const startMs = toMs(timestamp[0]);
    return cueOf({ startMs, endMs: Math.max(startMs, toMs(timestamp[1] ?? timestamp[0])), text });
  });
}

function fromSegments(list: unknown[], loose: Timed[], where: string, skips: Skips): Cue[] {
  countCue(list);
  const segments = usable(list, segment, where, skips);
  const looseOf = sharedOut(
    loose,
    segments.map(({ value }) => value),
  );
  let count = loose.length;
  return segments.flatMap(({ value: one, at }, index) => {
    const startMs = toMs(one.start);
    const own = one.words ? wordsOf(one.words, `${at}.words`, skips) : (looseOf.get(index) ?? []);
    count += one.words ? own.length : 0;
    wordsLimit(count);
    if (own.length > LIMITS.wordsPerCue) throw tooLong(startMs);
    // The mean log probability of the tokens: its exponential is the usual stand-in for a confidence.
    const confidence = typeof one.avg_logprob === 'number' ? Math.min(1, Math.exp(one.avg_logprob)) : undefined;
    return cueOf({
      startMs,
      endMs: Math.max(startMs, toMs(one.end ?? one.start)),
      text: one.text,
      speaker: one.speaker,
      confidence,
      words: own,
    });
  });
}

/** Every word that the file lists apart, with the last segment that begins before it. Both are in the order of their times. */
function sharedOut(loose: readonly Timed[], segments: readonly Segment[]): Map<number, Timed[]> {
  const shares = new Map<number, Timed[]>();
  let index = 0;
  for (const one of loose) {
    while (toMs(segments[index + 1]?.start ?? Infinity) <= one.startMs) index++;
    const owner = segments[index];
    if (owner === undefined || one.startMs < toMs(owner.start) || one.startMs >= toMs(owner.end ?? Infinity)) continue;
    const share = shares.get(index);
    if (share === undefined) shares.set(index, [one]);
    else share.push(one);
  }
  return shares;
}

function wordsOf(list: unknown, where: string, skips: Skips): Timed[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) {
    skips.part(where, 'expected a list');
    return [];
  }
  wordsLimit(list.length);
  return usable(list, word, where, skips).flatMap(({ value }) => timed(value));
}

function timed({ word: text, start, end, probability: given, score }: Word): Timed[] {
  if (typeof start !== 'number' || typeof end !== 'number') return [];
  const confidence = given ?? score;
  return [
    {
      text: cleanText(text),
      startMs: toMs(start),
      endMs: toMs(Math.max(start, end)),
      ...(typeof confidence === 'number' && { confidence }),
    },
  ];
}

const toMs = (value: number) => Math.max(0, Math.round(value * 1_000_000) / 1_000);
