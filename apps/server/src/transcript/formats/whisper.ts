import { z } from 'zod';
import { type Cue, splitSpeaker, TranscriptFormatError } from './cue.ts';

const seconds = z.number().min(0).max(360_000);
const word = z.object({ word: z.string(), start: seconds, end: seconds, probability: z.number().min(0).max(1).optional(), score: z.number().min(0).max(1).optional() });

/** `verbose_json` of Whisper and its relatives; `speaker` comes from diarising ones such as WhisperX. */
const verboseJson = z.object({
  segments: z.array(z.object({
    start: seconds, end: seconds, text: z.string(),
    avg_logprob: z.number().nullish(),
    speaker: z.string().max(200).nullish(),
    // WhisperX leaves times away of words it could not align.
    words: z.array(word.partial({ start: true, end: true })).nullish(),
  })),
  words: z.array(word).nullish(),
});

/** Throws {@link TranscriptFormatError} if `json` is no verbose_json. */
export function parseWhisper(json: unknown): Cue[] {
  const parsed = verboseJson.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new TranscriptFormatError(`This JSON is no Whisper verbose_json (${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'wrong'}). Export it with response_format=verbose_json.`);
  }
  const { segments, words: allWords } = parsed.data;
  return segments.map((segment) => {
    const spoken = splitSpeaker(segment.text);
    const own = segment.words ?? allWords?.filter((one) => one.start >= segment.start && one.start < segment.end) ?? [];
    const words = own.flatMap(({ word: text, start, end, probability, score }) => start === undefined || end === undefined ? [] : [{
      text: text.trim(), startMs: start * 1000, endMs: Math.max(start, end) * 1000, ...((probability ?? score) !== undefined && { confidence: probability ?? score }),
    }]);
    return {
      speaker: segment.speaker ?? spoken.speaker, text: segment.speaker ? segment.text.trim() : spoken.text,
      startMs: segment.start * 1000, endMs: Math.max(segment.start, segment.end) * 1000,
      // The mean log probability of the tokens: its exponential is the usual stand-in for a confidence.
      ...(typeof segment.avg_logprob === 'number' && { confidence: Math.min(1, Math.exp(segment.avg_logprob)) }),
      ...(words.length > 0 && { words }),
    };
  }).filter((cue) => cue.text !== '');
}
