import type { Recogniser } from '../../../apps/analyzer/src/speech/recogniser.ts';
import { Speaker, type SpokenUtterance } from '../../../apps/analyzer/src/speech/speaker.ts';
import { FRAME_MS, FRAME_SAMPLES, type VoiceActivity } from '../../../apps/analyzer/src/speech/voice-activity.ts';

const RATE = 16_000;

export interface Heard extends SpokenUtterance {
  /** When its words were there, on this process' clock. */
  at: number;
}

/** One participant of the real way from sound to words, without the network before it. */
export class Listening {
  readonly heard: Heard[] = [];
  dropped = 0;
  readonly #microphone = { onFrame: null as ((sound: Float32Array, heardAt: number) => void) | null, close: () => undefined };
  readonly #speaker: Speaker;

  constructor(voice: VoiceActivity, recogniser: Recogniser) {
    this.#speaker = new Speaker({
      microphone: this.#microphone,
      voice: voice.open(),
      recogniser,
      nowMs: () => performance.now(),
      allowed: () => true,
      onUtterance: (utterance) => this.heard.push({ ...utterance, at: performance.now() }),
      onDropped: () => this.dropped++,
    });
  }

  /** As fast as speech. Answers when its last sample was heard. */
  async live(sound: Float32Array): Promise<number> {
    const startedAt = performance.now();
    for (let at = 0; at + FRAME_SAMPLES <= sound.length; at += FRAME_SAMPLES) {
      const due = startedAt + ((at + FRAME_SAMPLES) * 1_000) / RATE;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      this.#microphone.onFrame?.(sound.slice(at, at + FRAME_SAMPLES), performance.now());
    }
    return startedAt + (sound.length * 1_000) / RATE;
  }

  /** As fast as it can be looked at. */
  async atOnce(sound: Float32Array): Promise<void> {
    for (let at = 0; at + FRAME_SAMPLES <= sound.length; at += FRAME_SAMPLES) {
      this.#microphone.onFrame?.(sound.slice(at, at + FRAME_SAMPLES), performance.now());
      if (at % (FRAME_SAMPLES * 64) === 0) await this.#speaker.settled();
    }
    await this.#speaker.settled();
  }

  /** Until nothing more can come of what was heard. */
  async words(count: number, withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    while (this.heard.length + this.dropped < count && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
  }

  close(): void {
    this.#speaker.close();
  }
}
