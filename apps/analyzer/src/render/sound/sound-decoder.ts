import { AV_NOPTS_VALUE } from 'node-av/constants';
import { Codec, CodecContext, Frame, type Packet, type Stream } from 'node-av/lib';
import { Resampler } from './resampler.ts';
import { type SoundBlock, samplesOf } from './sound.ts';

/** Decodes the packets of one stream. What cannot be decoded is left out; a stream may change its rate or its channels at any time. */
export class SoundDecoder {
  readonly #codec: CodecContext;
  readonly #stream: Stream;
  readonly #originMs: number;
  readonly #resampler: Resampler;
  readonly #frame = new Frame();
  /** Where what comes next begins if it does not say so. */
  #next = 0;

  private constructor(codec: CodecContext, stream: Stream, channels: 1 | 2, originMs: number) {
    this.#codec = codec;
    this.#stream = stream;
    this.#originMs = originMs;
    this.#resampler = new Resampler(channels);
    this.#frame.alloc();
  }

  /** Null where there is no decoder for it. */
  static async open(stream: Stream, channels: 1 | 2, originMs: number): Promise<SoundDecoder | null> {
    const codec = Codec.findDecoder(stream.codecpar.codecId);
    if (codec === null) return null;
    const context = new CodecContext();
    context.allocContext3(codec);
    context.parametersToContext(stream.codecpar);
    // What is to be left out at the start and at the end is counted in it.
    context.pktTimebase = stream.timeBase;
    if ((await context.open2(codec)) >= 0) return new SoundDecoder(context, stream, channels, originMs);
    context.freeContext();
    return null;
  }

  /** @param packet null: there are no more */
  async decode(packet: Packet | null): Promise<SoundBlock[]> {
    const blocks: SoundBlock[] = [];
    await this.#codec.sendPacket(packet);
    while (this.#codec.receiveFrameSync(this.#frame) >= 0) {
      if (this.#frame.nbSamples > 0) blocks.push(...this.#resampler.take(this.#frame, this.#startOf(this.#frame)));
      this.#frame.unref();
    }
    if (packet === null) blocks.push(...this.#resampler.end());
    const last = blocks.at(-1);
    if (last !== undefined) this.#next = last.at + last.sound[0]!.length;
    return blocks;
  }

  close(): void {
    this.#resampler.close();
    this.#frame.free();
    this.#codec.freeContext();
  }

  #startOf({ bestEffortTimestamp: at }: Frame): number {
    if (at === AV_NOPTS_VALUE) return this.#resampler.heldTo ?? this.#next;
    const { num, den } = this.#stream.timeBase;
    return samplesOf((Number(at) * num * 1_000) / den - this.#originMs);
  }
}
