import type { SpeechDrops } from '#contracts/speech-link';

/** A segment of `verbose_json`, as far as it is judged. */
export interface JudgedSegment {
  text: string;
  no_speech_prob?: number | undefined;
  avg_logprob?: number | undefined;
  compression_ratio?: number | undefined;
}

/** Whisper's own limits: a segment that probably has no speech, or is unlikely as a text, or says one thing over and over (Radford et al. 2022, 4.5). */
const [NO_SPEECH, UNLIKELY, COMPRESSION] = [0.6, -1, 2.4];
/** Nobody says so many words in a second. */
const WORDS_PER_SECOND = 8;
/** A phrase of up to so many words, said so many times in a row, is a loop. People say "no, no, no". */
const [PHRASE_WORDS, IN_A_ROW] = [6, 5];

/** Why a segment is none of what was said; null if it may be. */
export function segmentFault({
  text,
  no_speech_prob: noSpeech = 0,
  avg_logprob: likely = 0,
  compression_ratio: ratio = 0,
}: JudgedSegment): keyof SpeechDrops | null {
  if (text.trim() === '') return 'nothing';
  if (noSpeech > NO_SPEECH) return 'nothing';
  if (ratio > COMPRESSION || loops(text)) return 'repetition';
  return likely < UNLIKELY ? 'unsure' : null;
}

/** Likewise of a whole utterance of that length. */
export function utteranceFault(segments: readonly JudgedSegment[], durationMs: number): keyof SpeechDrops | null {
  const text = segments.map((segment) => segment.text).join(' ');
  if (wordsOf(text).length === 0) return 'nothing';
  if (loops(text) || allAlike(segments)) return 'repetition';
  return wordsOf(text).length > Math.max(4, (durationMs / 1_000) * WORDS_PER_SECOND) ? 'unsure' : null;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}'’]+/gu) ?? [];

const allAlike = (segments: readonly JudgedSegment[]) =>
  segments.length >= 3 && new Set(segments.map(({ text }) => wordsOf(text).join(' '))).size === 1;

/** Whether some phrase is repeated in a row, again and again. */
function loops(text: string): boolean {
  const words = wordsOf(text);
  for (let length = 1; length <= PHRASE_WORDS; length++) {
    for (let at = 0, alike = 0; at + length < words.length; at++) {
      alike = words[at] === words[at + length] ? alike + 1 : 0;
      if (alike >= length * (IN_A_ROW - 1)) return true;
    }
  }
  return false;
}
