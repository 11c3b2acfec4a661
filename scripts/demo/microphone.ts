import { SAMPLE_RATE } from './speech.ts';
import { createAudioSource, type MediaTrack } from './wrtc.ts';

const FRAME = SAMPLE_RATE / 100;

/** A microphone that is silent until it is given something to say. */
export class Microphone {
  readonly track: MediaTrack;
  readonly #timer: NodeJS.Timeout;
  #sound = new Int16Array(0);
  #at = 0;

  constructor() {
    const source = createAudioSource();
    this.track = source.createTrack();
    const startedAt = performance.now();
    let sent = 0;
    this.#timer = setInterval(() => {
      // Timers are late now and then; sound must not be.
      for (const due = (performance.now() - startedAt) / 10; sent < due; sent++) {
        source.onData({ samples: this.#next(), sampleRate: SAMPLE_RATE, bitsPerSample: 16, channelCount: 1, numberOfFrames: FRAME });
      }
    }, 10);
  }

  /** Plays `sound` (48 kHz mono) now; answers how long it lasts, in milliseconds. */
  play(sound: Int16Array<ArrayBuffer>): number {
    this.#sound = sound;
    this.#at = 0;
    return (sound.length * 1_000) / SAMPLE_RATE;
  }

  close(): void {
    clearInterval(this.#timer);
    this.track.stop();
  }

  #next(): Int16Array {
    const frame = new Int16Array(FRAME);
    frame.set(this.#sound.subarray(this.#at, this.#at + FRAME));
    this.#at += FRAME;
    return frame;
  }
}
