import { z } from 'zod';
import { type Cue } from './cue.ts';
import { fromWords, type SpokenWord } from './from-words.ts';
import { cueOf, probability, type Timed, wordsLimit } from './json-cues.ts';
import { usable } from './json-parts.ts';
import type { Skips } from './skips.ts';

const seconds = z.number().min(0).max(360_000);
const name = z.union([z.string(), z.number()]).nullish();

const word = z.object({
  word: z.string(),
  punctuated_word: z.string().nullish(),
  start: seconds,
  end: seconds,
  confidence: probability,
  speaker: name,
});
const utterance = z.object({
  start: seconds,
  end: seconds,
  transcript: z.string(),
  confidence: probability,
  speaker: name,
  channel: z.number().nullish(),
  words: z.array(z.unknown()).nullish(),
});
const sentence = z.object({ text: z.string(), start: seconds, end: seconds });
const paragraph = z.object({ speaker: name, sentences: z.array(z.unknown()) });
const list = z.array(z.unknown());
const channel = z.object({
  alternatives: z.array(z.object({ words: list.nullish(), paragraphs: z.object({ paragraphs: list }).nullish() })).min(1),
});
const results = z.object({ results: z.object({ utterances: list.nullish(), channels: list.nullish() }) });

/**
 * Cues of Deepgram's JSON (`results` of its pre-recorded API): its utterances, else the sentences of its paragraphs, else its words. Null if `json` is
 * none of it.
 */
export function parseDeepgram(json: unknown, skips: Skips): Cue[] | null {
  const file = results.safeParse(json).data?.results;
  if (file === undefined || (!file.utterances && !file.channels)) return null;
  if (file.utterances && file.utterances.length > 0) return fromUtterances(file.utterances, skips);
  const channels = usable(file.channels ?? [], channel, 'results.channels', skips);
  return channels.flatMap(({ value, at }, index) => fromChannel(value, at, channels.length > 1 ? String(index) : '', skips));
}

function fromUtterances(utterances: unknown[], skips: Skips): Cue[] {
  let count = 0;
  return usable(utterances, utterance, 'results.utterances', skips).flatMap(({ value, at }) => {
    const words = wordsOf(value.words ?? [], `${at}.words`, skips);
    wordsLimit((count += words.length));
    return cueOf({
      ...times(value),
      text: value.transcript,
      // Where each channel is one person's, nobody else tells them apart.
      speaker: value.speaker ?? value.channel,
      confidence: value.confidence,
      words,
    });
  });
}

function fromChannel({ alternatives }: z.output<typeof channel>, at: string, channelName: string, skips: Skips): Cue[] {
  const [best] = alternatives;
  if (best === undefined) return [];
  const where = `${at}.alternatives.0`;
  if (best.paragraphs)
    return usable(best.paragraphs.paragraphs, paragraph, `${where}.paragraphs.paragraphs`, skips).flatMap(({ value, at: place }) =>
      usable(value.sentences, sentence, `${place}.sentences`, skips).flatMap(({ value: said }) =>
        cueOf({ ...times(said), text: said.text, speaker: value.speaker ?? channelName }),
      ),
    );
  return fromWords(spokenWords(best.words ?? [], `${where}.words`, channelName, skips));
}

const times = ({ start, end }: { start: number; end: number }) => ({ startMs: toMs(start), endMs: toMs(Math.max(start, end)) });

const wordsOf = (words: unknown[], where: string, skips: Skips): Timed[] =>
  spokenWords(words, where, '', skips).map(({ speaker: _, ...timed }) => timed);

function spokenWords(words: unknown[], where: string, channelName: string, skips: Skips): SpokenWord[] {
  wordsLimit(words.length);
  return usable(words, word, where, skips).map(({ value }) => ({
    ...times(value),
    text: value.punctuated_word ?? value.word,
    speaker: String(value.speaker ?? channelName),
    ...(typeof value.confidence === 'number' && { confidence: value.confidence }),
  }));
}

const toMs = (value: number) => Math.round(value * 1_000_000) / 1_000;
