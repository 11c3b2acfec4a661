import type { Outcome, RecognisedWord } from './recogniser.ts';

/** Below this mean posterior it is not English that it knows, or no speech at all: music, another language, two at once. */
const LEAST_CONFIDENCE = 0.45;
/** `word(2) 0.210 0.350 0.522999`: a pronunciation's number is no part of the word. */
const WORD = /^(\S+?)(?:\(\d+\))? (\d+\.\d+) (\d+\.\d+) (\d+\.\d+)$/;
/** Silence, noise and the sentence's ends. */
const IS_FILLER = /^(<.*>|\[.*\]|\+\+.*\+\+)$/;

/** What `pocketsphinx_continuous -time yes` printed of one utterance. */
export function readPocketSphinx(output: string): Outcome {
  const words = output.split('\n').flatMap((line): Required<RecognisedWord>[] => {
    const [, text, from, to, posterior] = WORD.exec(line.trim()) ?? [];
    if (text === undefined || IS_FILLER.test(text)) return [];
    return [{ text: written(text), startMs: Number(from) * 1_000, endMs: Number(to) * 1_000, confidence: Math.min(1, Number(posterior)) }];
  });
  if (words.length === 0) return { dropped: 'nothing' };
  const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / words.length;
  if (confidence < LEAST_CONFIDENCE) return { dropped: 'unsure' };
  return { said: { text: words.map(({ text }) => text).join(' '), words, confidence } };
}

/** Its dictionary has small letters only. */
const written = (word: string) => (/^i('|$)/.test(word) ? `I${word.slice(1)}` : word);
