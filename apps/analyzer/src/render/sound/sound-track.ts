import { Rational, type Packet } from 'node-av/lib';
import { AacEncoder } from '../encode/aac-encoder.ts';
import { SAMPLE_RATE, type Sound } from './sound.ts';
import type { Mp4Writer } from '../encode/mp4-writer.ts';

const TIME_BASE = new Rational(1, SAMPLE_RATE);

/** A file's sound track, encoded as it comes. */
export class SoundTrack {
  readonly #encoder: AacEncoder;
  readonly #writer: Mp4Writer;
  readonly #track: number;

  private constructor(encoder: AacEncoder, writer: Mp4Writer) {
    this.#encoder = encoder;
    this.#writer = writer;
    this.#track = writer.addEncoded(encoder.context);
  }

  /** Before the writer's first packet. */
  static async add(writer: Mp4Writer, channels: number): Promise<SoundTrack> {
    return new SoundTrack(await AacEncoder.open(channels), writer);
  }

  /** How many samples have come in. */
  get taken(): number {
    return this.#encoder.taken;
  }

  async write(sound: Sound): Promise<void> {
    await this.#mux(await this.#encoder.encode(sound));
  }

  async finish(): Promise<void> {
    await this.#mux(await this.#encoder.finish());
  }

  close(): void {
    this.#encoder.close();
  }

  async #mux(packets: Packet[]): Promise<void> {
    for (const packet of packets) await this.#writer.write(packet, this.#track, TIME_BASE);
  }
}
