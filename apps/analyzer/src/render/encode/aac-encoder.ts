import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_SAMPLE_FMT_FLTP,
  FF_ENCODER_AAC,
} from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Frame, type Packet, Rational } from 'node-av/lib';
import { SAMPLE_RATE, type Sound } from '../sound/sound.ts';
import { drain } from './codec-support.ts';

const BITS_PER_CHANNEL = 80_000n;

/** Sound at 48 kHz to AAC. Times are in samples since the first one; the encoder's own delay comes before zero. */
export class AacEncoder {
  readonly context: CodecContext;
  readonly #channels: number;
  readonly #size: number;
  readonly #held: Sound;
  #filled = 0;
  #at = 0n;

  private constructor(context: CodecContext, channels: number) {
    this.context = context;
    this.#channels = channels;
    this.#size = context.frameSize;
    this.#held = Array.from({ length: channels }, () => new Float32Array(this.#size));
  }

  static async open(channels: number): Promise<AacEncoder> {
    const codec = Codec.findEncoderByName(FF_ENCODER_AAC);
    const context = new CodecContext();
    context.allocContext3(codec);
    context.sampleRate = SAMPLE_RATE;
    context.sampleFormat = AV_SAMPLE_FMT_FLTP;
    context.channelLayout = channels === 1 ? AV_CHANNEL_LAYOUT_MONO : AV_CHANNEL_LAYOUT_STEREO;
    context.bitRate = BITS_PER_CHANNEL * BigInt(channels);
    context.timeBase = new Rational(1, SAMPLE_RATE);
    context.flags = AV_CODEC_FLAG_GLOBAL_HEADER;
    FFmpegError.throwIfError(await context.open2(codec), 'Opening the AAC encoder');
    return new AacEncoder(context, channels);
  }

  /** How many samples have come in. */
  get taken(): number {
    return Number(this.#at) + this.#filled;
  }

  /** @returns packets for the caller to free */
  async encode(sound: Sound): Promise<Packet[]> {
    const packets: Packet[] = [];
    const length = sound[0]?.length ?? 0;
    for (let from = 0; from < length; ) {
      const count = Math.min(length - from, this.#size - this.#filled);
      this.#held.forEach((held, channel) => held.set(sound[channel]!.subarray(from, from + count), this.#filled));
      this.#filled += count;
      from += count;
      if (this.#filled === this.#size) await this.#send(packets);
    }
    return packets;
  }

  /** The last packets; nothing can be encoded after that. */
  async finish(): Promise<Packet[]> {
    const packets: Packet[] = [];
    if (this.#filled > 0) await this.#send(packets);
    await drain(this.context, null, packets);
    return packets;
  }

  close(): void {
    this.context.freeContext();
  }

  async #send(packets: Packet[]): Promise<void> {
    using frame = new Frame();
    frame.alloc();
    frame.nbSamples = this.#filled;
    frame.format = AV_SAMPLE_FMT_FLTP;
    frame.sampleRate = SAMPLE_RATE;
    frame.channelLayout = this.#channels === 1 ? AV_CHANNEL_LAYOUT_MONO : AV_CHANNEL_LAYOUT_STEREO;
    FFmpegError.throwIfError(frame.allocBuffer(), 'Memory for sound');
    const planes = frame.data ?? [];
    this.#held.forEach((held, channel) => planes[channel]!.set(new Uint8Array(held.buffer, 0, this.#filled * 4)));
    frame.pts = this.#at;
    this.#at += BigInt(this.#filled);
    this.#filled = 0;
    await drain(this.context, frame, packets);
  }
}
