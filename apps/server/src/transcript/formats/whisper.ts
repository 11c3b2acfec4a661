import { z } from 'zod';
import { cleanText } from './clean-text.ts';
import { countCue, type Cue, KNOWN_FORMATS, LIMITS, tooLong, TranscriptFormatError } from './cue.ts';

/** A program pads the first word, so that it begins a little before the file does. */
const PADDING_SECONDS = -1;
const LONGEST_SECONDS = 360_000;
const HOW = 'Export it with response_format=verbose_json, or as WebVTT or SRT.';

/** Seconds, also as text. */
const seconds = z.preprocess(
  (value) => (typeof value === 'string' && /^-?\d{1,7}(?:\.\d{1,12})?$/.test(value) ? Number(value) : value),
  z.number().min(PADDING_SECONDS).max(LONGEST_SECONDS),
);
const missing = seconds.nullish();
const probability = z.number().min(0).max(1).nullish().catch(null);
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
type Timed = NonNullable<Cue['words']>[number];

/** Cues of the JSON that Whisper and its relatives write. Throws {@link TranscriptFormatError} if `json` is none of it. */
export function parseWhisper(json: unknown): Cue[] {
  if (Array.isArray(json)) return fromSegments(each(json, segment, 'segments'), []);
  const file = z.record(z.string(), z.unknown()).safeParse(json).data ?? {};
  if (Array.isArray(file['segments'])) return fromSegments(each(file['segments'], segment, 'segments'), wordsOf(file['words'], 'words'));
  if (Array.isArray(file['chunks']))
    return fromSegments(
      each(file['chunks'], chunk, 'chunks').map(({ timestamp: [start, end], text }) => ({ start, end, text })),
      [],
    );
  if (Array.isArray(file['transcription']))
    return each(file['transcription'], transcribed, 'transcription').flatMap(({ offsets: { from, to }, text }) =>
      cue({ startMs: from, endMs: Math.max(from, to), text }),
    );
  throw new TranscriptFormatError(otherJson(file));
}

function fromSegments(segments: Segment[], loose: Timed[]): Cue[] {
  const looseOf = sharedOut(loose, segments);
  let count = loose.length;
  return segments.flatMap((one, index) => {
    const startMs = toMs(one.start);
    const own = one.words ? wordsOf(one.words, `segments.${index}.words`) : (looseOf.get(index) ?? []);
    count += one.words ? own.length : 0;
    if (count > LIMITS.words)
      throw new TranscriptFormatError(
        `The file has times for more than ${LIMITS.words} words. Split it, or export it without times of words.`,
      );
    if (own.length > LIMITS.wordsPerCue) throw tooLong(startMs);
    // The mean log probability of the tokens: its exponential is the usual stand-in for a confidence.
    const confidence = typeof one.avg_logprob === 'number' ? Math.min(1, Math.exp(one.avg_logprob)) : undefined;
    return cue({
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

function wordsOf(list: unknown, where: string): Timed[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw notReadable(where, 'expected a list');
  if (list.length > LIMITS.words)
    throw new TranscriptFormatError(
      `The file has times for more than ${LIMITS.words} words. Split it, or export it without times of words.`,
    );
  return each(list, word, where).flatMap(timed);
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

interface About {
  startMs: number;
  endMs: number;
  text: string;
  speaker?: string | number | null;
  confidence?: number;
  words?: Timed[];
}

function cue({ startMs, endMs, text, speaker, confidence, words: own = [] }: About): Cue[] {
  const said = cleanText(text);
  if (said === '') return [];
  return [
    {
      speaker: cleanText(String(speaker ?? '')),
      startMs,
      endMs,
      text: said,
      ...(confidence !== undefined && { confidence }),
      ...(own.length > 0 && { words: own }),
    },
  ];
}

/** Parses one after the other, so that a list of a million wrong things ends at the first. */
function each<T extends z.ZodType>(list: readonly unknown[], schema: T, where: string): z.output<T>[] {
  if (schema !== (word as z.ZodType)) countCue(list);
  return list.map((item, index) => {
    const parsed = schema.safeParse(item);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw notReadable([where, index, ...(issue?.path ?? [])].join('.'), issue?.message ?? 'wrong');
  });
}

const notReadable = (where: string, why: string) =>
  new TranscriptFormatError(`This JSON of Whisper cannot be read (${where}: ${why}). ${HOW}`);
const toMs = (value: number) => Math.max(0, Math.round(value * 1_000_000) / 1_000);

/** Names the programs whose JSON is met most, so that nobody looks for a mistake of their own. */
function otherJson(file: Record<string, unknown>): string {
  const results = z.record(z.string(), z.unknown()).safeParse(file['results']).data;
  const maker =
    results !== undefined && ('channels' in results || 'utterances' in results)
      ? 'Deepgram'
      : results !== undefined && 'transcripts' in results
        ? 'Amazon Transcribe'
        : Array.isArray(file['utterances'])
          ? 'AssemblyAI'
          : null;
  return maker === null
    ? `This JSON is no transcript that Attune knows. ${KNOWN_FORMATS}`
    : `This is JSON of ${maker}, which Attune does not read yet. Export the transcript as WebVTT or SRT.`;
}
