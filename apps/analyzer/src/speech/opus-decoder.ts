import { AV_CHANNEL_LAYOUT_STEREO, AV_LOG_QUIET } from 'node-av/constants';
import { Codec, CodecContext, Frame, Log, Packet } from 'node-av/lib';
import { Resampler } from '../render/sound/resampler.ts';
import type { SoundBlock } from '../render/sound/sound.ts';
import { SAMPLE_RATE } from './voice-activity.ts';

/** RTP's clock of Opus (RFC 7587), and the rate that it decodes to. */
export const OPUS_RATE = 48_000;

// Damaged packets are left out; to the library each is worth a line.
Log.setLevel(AV_LOG_QUIET);

/** Decodes one stream of Opus packets to mono at {@link SAMPLE_RATE}, in this thread: a packet of 20 ms takes some 0.1 ms. */
export class OpusDecoder {
  readonly #context = new CodecContext();
  readonly #packet = new Packet();
  readonly #frame = new Frame();
  readonly #resampler = new Resampler(1, SAMPLE_RATE);

  /** Throws an Error where FFmpeg has no Opus decoder. */
  constructor() {
    const codec = Codec.findDecoderByName('libopus' as never) ?? Codec.findDecoderByName('opus' as never);
    if (codec === null) throw new Error('FFmpeg was built without an Opus decoder.');
    this.#context.allocContext3(codec);
    this.#context.threadCount = 1;
    this.#context.sampleRate = OPUS_RATE;
    this.#context.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
    if (this.#context.open2Sync() < 0) throw new Error("FFmpeg's Opus decoder could not be opened.");
    this.#packet.alloc();
    this.#frame.alloc();
  }

  /**
   * Sound of one packet; none where it cannot be decoded.
   * @param at its first sample, counted at {@link SAMPLE_RATE}
   */
  decode(data: Buffer, at: number): SoundBlock[] {
    this.#packet.data = data;
    const sent = this.#context.sendPacketSync(this.#packet);
    this.#packet.unref();
    if (sent < 0) return [];
    const blocks: SoundBlock[] = [];
    while (this.#context.receiveFrameSync(this.#frame) >= 0) {
      if (this.#frame.nbSamples > 0) blocks.push(...this.#resampler.take(this.#frame, at));
      this.#frame.unref();
    }
    return blocks;
  }

  close(): void {
    this.#resampler.close();
    this.#frame.free();
    this.#packet.free();
    this.#context.freeContext();
  }
}
