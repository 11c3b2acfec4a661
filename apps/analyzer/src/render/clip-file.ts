import { type Packet, type CodecContext, type IRational } from 'node-av/lib';
import type { RandomAccessFile } from '#files/random-access';
import type { Sound } from './sound/sound.ts';
import { Mp4Writer } from './encode/mp4-writer.ts';
import { SoundTrack } from './sound/sound-track.ts';

/** One file that clips go into: pictures that are encoded already, and sound that is not. */
export class ClipFile {
  readonly #writer: Mp4Writer;
  readonly #track: number;
  readonly #timeBase: IRational;
  readonly #sound: SoundTrack | null;

  private constructor(writer: Mp4Writer, track: number, timeBase: IRational, sound: SoundTrack | null) {
    this.#writer = writer;
    this.#track = track;
    this.#timeBase = timeBase;
    this.#sound = sound;
  }

  /** @param channels of its sound; 0: it has none */
  static async begin(output: RandomAccessFile, encoder: CodecContext, timeBase: IRational, channels: number): Promise<ClipFile> {
    const writer = new Mp4Writer(output);
    const track = writer.addEncoded(encoder);
    return new ClipFile(writer, track, timeBase, channels === 0 ? null : await SoundTrack.add(writer, channels));
  }

  /** A copy of the packet at that time. */
  async picture(packet: Packet, pts: bigint): Promise<void> {
    const copy = packet.clone();
    if (copy === null) throw new Error('There is no memory for another picture.');
    copy.pts = pts;
    copy.dts = pts;
    await this.#writer.write(copy, this.#track, this.#timeBase);
  }

  async sound(block: Sound): Promise<void> {
    await this.#sound?.write(block);
  }

  /** All sound is there. */
  async endSound(): Promise<void> {
    await this.#sound?.finish();
  }

  async finish(): Promise<void> {
    await this.#writer.finish();
  }

  async close(): Promise<void> {
    await this.#writer.close();
    this.#sound?.close();
  }
}
