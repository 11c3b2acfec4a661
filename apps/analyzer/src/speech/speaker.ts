import type { SpeechDrops } from '#contracts/speech-link';
import type { Microphone } from './microphone.ts';
import type { Recognised, Recogniser, Recognition } from './recogniser.ts';
import { Segmenter } from './segmenter.ts';
import type { VoiceStream } from './voice-activity.ts';

/** What somebody said; times on the call's clock. */
export interface SpokenUtterance extends Recognised {
  startMs: number;
  endMs: number;
}

export interface SpeakerParts {
  microphone: Pick<Microphone, 'onFrame' | 'close'>;
  voice: VoiceStream;
  recogniser: Recogniser;
  /** The call's clock. */
  nowMs: () => number;
  /** Whether the server allows it at this moment. */
  allowed: () => boolean;
  onUtterance: (utterance: SpokenUtterance) => void;
  onDropped: (why: keyof SpeechDrops) => void;
}

/** One participant: microphone → voice activity → utterances → recogniser → words. Closed, it forgets at once what is under way. */
export class Speaker {
  readonly #parts: SpeakerParts;
  readonly #segmenter: Segmenter;
  readonly #recognitions = new Set<Recognition>();
  #current: { recognition: Recognition; startMs: number; soundMs: number } | null = null;
  /** Frames are looked at one after the other. */
  #work: Promise<void> = Promise.resolve();
  #paused = false;
  #closed = false;

  constructor(parts: SpeakerParts) {
    this.#parts = parts;
    this.#segmenter = new Segmenter({
      begin: (startMs, soundMs) => this.#begin(startMs, soundMs),
      frame: (sound) => this.#current?.recognition.push(sound),
      end: (endMs) => void this.#end(endMs),
    });
    parts.microphone.onFrame = (sound, heardAt) => this.#take(sound, heardAt);
  }

  /** Muting ends a sentence; its words are kept. */
  pause(paused: boolean): void {
    this.#paused = paused;
    if (paused) this.#then(async () => this.#segmenter.finish());
    else this.#then(async () => this.#parts.voice.reset());
  }

  close(): void {
    this.#closed = true;
    this.#parts.microphone.close();
    this.#segmenter.drop();
    this.#current = null;
    for (const recognition of this.#recognitions) recognition.abort();
    this.#recognitions.clear();
  }

  /** Resolves when all that has been heard so far was looked at. */
  settled(): Promise<void> {
    return this.#work;
  }

  #take(sound: Float32Array, heardAt: number): void {
    if (this.#paused || !this.#goesOn()) return;
    const atMs = this.#parts.nowMs() - (performance.now() - heardAt);
    this.#then(async () => {
      const probability = await this.#parts.voice.probability(sound);
      if (this.#goesOn()) this.#segmenter.take({ sound, atMs, probability });
    });
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      if (!this.#closed) console.error('Sound could not be listened to:', error instanceof Error ? error.message : error);
    });
  }

  #begin(startMs: number, soundMs: number): void {
    const recognition = this.#parts.recogniser.open();
    this.#recognitions.add(recognition);
    this.#current = { recognition, startMs, soundMs };
  }

  async #end(endMs: number): Promise<void> {
    const current = this.#current;
    if (current === null) return;
    this.#current = null;
    const { recognition, startMs, soundMs } = current;
    const outcome = await recognition.end();
    this.#recognitions.delete(recognition);
    // Withdrawn meanwhile: as if it had never been said.
    if (!this.#goesOn()) return;
    if ('dropped' in outcome) return this.#parts.onDropped(outcome.dropped);
    const { words, ...said } = outcome.said;
    this.#parts.onUtterance({
      ...said,
      ...(words !== undefined && {
        words: words.map((word) => ({ ...word, startMs: soundMs + word.startMs, endMs: soundMs + word.endMs })),
      }),
      startMs: Math.max(0, startMs),
      endMs: Math.max(startMs, endMs, 0),
    });
  }

  #goesOn(): boolean {
    return !this.#closed && this.#parts.allowed();
  }
}
