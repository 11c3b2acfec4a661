import type { RecogniserState, SpeechDrops } from '#contracts/speech-link';

/** A word within an utterance; times from the utterance's first sample. */
export interface RecognisedWord {
  text: string;
  startMs: number;
  endMs: number;
  /** 0–1, where the recogniser says. */
  confidence?: number;
}

export interface Recognised {
  text: string;
  words?: RecognisedWord[];
  confidence?: number;
}

/** What an utterance came to: words, or why there are none. Nothing is ever made up in their place. */
export type Outcome = { said: Recognised } | { dropped: keyof SpeechDrops };

/** One utterance, from its first sound to its words. */
export interface Recognition {
  /** 16 kHz, mono, −1 to 1. */
  push(sound: Float32Array): void;
  /** No more sound comes. Never rejects. */
  end(): Promise<Outcome>;
  /** Forgets it, sound and all; `end` then answers nothing of worth. */
  abort(): void;
}

/** What turns utterances into words. Holds sound in memory only, and only until it has the words. */
export interface Recogniser {
  open(): Recognition;
  readonly state: RecogniserState;
  /** Told at every change of `state`. */
  onState: (() => void) | null;
  close(): void;
}
