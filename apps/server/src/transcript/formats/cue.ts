/** One stretch of speech as a file has it; times in ms on the file's own clock. */
export interface Cue {
  /** Empty if the file does not say. */
  speaker: string;
  startMs: number;
  /** At or after `startMs`. */
  endMs: number;
  text: string;
  confidence?: number;
  words?: { text: string; startMs: number; endMs: number; confidence?: number }[];
}

/** A file that is no transcript we know, or is broken. The message says where and what to do. */
export class TranscriptFormatError extends Error {
  override name = 'TranscriptFormatError';
}

export const KNOWN_FORMATS =
  'Attune reads WebVTT (.vtt), SubRip (.srt), JSON of Whisper, Deepgram and AssemblyAI (.json), and text with times as Otter, Teams, Zoom and Meet write it (.txt).';

/** What one transcript may hold. An honest one of three hours with every word's time is far below each. */
export const LIMITS = {
  contentCharacters: 20_000_000,
  cues: 50_000,
  words: 500_000,
  textCharacters: 10_000,
  wordsPerCue: 5_000,
  speakerCharacters: 200,
  lines: 1_000_000,
  jsonDepth: 64,
} as const;

/** Throws {@link TranscriptFormatError} as soon as there is one cue more than a file may have. */
export function countCue(cues: readonly unknown[]): void {
  if (cues.length > LIMITS.cues)
    throw new TranscriptFormatError(`The file has more than ${LIMITS.cues} cues. Split it and import the part that belongs to this call.`);
}

export function tooLong(startMs: number): TranscriptFormatError {
  return new TranscriptFormatError(
    `What is said at ${Math.round(startMs / 1000)} s is too long for one utterance. Export the transcript in shorter segments.`,
  );
}
