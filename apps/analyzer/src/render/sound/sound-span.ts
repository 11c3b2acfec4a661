import type { AudioReader } from './audio-reader.ts';
import { silence, type Sound } from './sound.ts';

const SILENCE = 4_800;

/** Takes sound from a reader by the sample. */
export class SoundSpan {
  readonly channels: number;
  readonly #blocks: AsyncGenerator<Sound>;
  #rest: Sound | null = null;
  #ended = false;
  #given = 0;

  constructor(reader: AudioReader, startMs: number) {
    this.channels = reader.channels;
    this.#blocks = reader.from(startMs);
  }

  /** Samples that have been taken. */
  get given(): number {
    return this.#given;
  }

  /** Up to so many samples: fewer only where the sound ends. */
  async *available(samples: number): AsyncGenerator<Sound> {
    for (let left = samples; left > 0; ) {
      const block = await this.#next(left);
      if (block === null) return;
      left -= block[0]!.length;
      this.#given += block[0]!.length;
      yield block;
    }
  }

  /** So many samples, with silence after the sound's end. */
  async *exactly(samples: number): AsyncGenerator<Sound> {
    let left = samples;
    for await (const block of this.available(samples)) {
      left -= block[0]!.length;
      yield block;
    }
    for (; left > 0; left -= SILENCE) {
      this.#given += Math.min(left, SILENCE);
      yield silence(this.channels, Math.min(left, SILENCE));
    }
  }

  async close(): Promise<void> {
    this.#ended = true;
    await this.#blocks.return(undefined);
  }

  async #next(atMost: number): Promise<Sound | null> {
    if (this.#rest === null && !this.#ended) {
      const next = await this.#blocks.next();
      if (next.done === true) this.#ended = true;
      else this.#rest = next.value;
    }
    const block = this.#rest;
    if (block === null) return null;
    this.#rest = block[0]!.length > atMost ? block.map((channel) => channel.subarray(atMost)) : null;
    return this.#rest === null ? block : block.map((channel) => channel.subarray(0, atMost));
  }
}
