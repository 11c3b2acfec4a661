import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CHANNEL_ORDER_UNSPEC,
  AV_SAMPLE_FMT_FLTP,
  type AVSampleFormat,
} from 'node-av/constants';
import { avChannelLayoutDefault, type ChannelLayout, FFmpegError, Frame, SoftwareResampleContext } from 'node-av/lib';
import { SAMPLE_RATE, type Sound, type SoundBlock } from './sound.ts';

interface Source {
  readonly rate: number;
  readonly format: AVSampleFormat;
  readonly layout: ChannelLayout;
}

/** Decoded sound of any rate and any channels at one rate, mono or stereo, each sample at its time: filters hold some back. */
export class Resampler {
  readonly #channels: 1 | 2;
  readonly #rate: number;
  readonly #out = new Frame();
  #filter: SoftwareResampleContext | null = null;
  #source: Source | null = null;
  #heldTo: number | null = null;

  /** @param rate samples a second that it gives */
  constructor(channels: 1 | 2, rate = SAMPLE_RATE) {
    this.#channels = channels;
    this.#rate = rate;
    this.#out.alloc();
  }

  /** Where what it was given last ends, in samples; null before that. */
  get heldTo(): number | null {
    return this.#heldTo;
  }

  /** @param at the frame's first sample, counted at the rate that it gives */
  take(frame: Frame, at: number): SoundBlock[] {
    const { sampleRate: rate, channelLayout, nbSamples } = frame;
    const format = frame.format as AVSampleFormat;
    // Decoders of plain samples may not say which channels they are.
    const layout = channelLayout.order === AV_CHANNEL_ORDER_UNSPEC ? avChannelLayoutDefault(channelLayout.nbChannels) : channelLayout;
    const blocks: SoundBlock[] = [];
    const before = this.#source;
    if (before === null || before.rate !== rate || before.format !== format || !isSame(before.layout, layout)) {
      blocks.push(...this.end());
      this.#open({ rate, format, layout });
    }
    frame.channelLayout = layout;
    const held = Number(this.#filter!.getDelay(BigInt(this.#rate)));
    const sound = this.#convert(frame);
    if (sound !== null) blocks.push({ at: at - held, sound });
    this.#heldTo = at + Math.round((nbSamples * this.#rate) / rate);
    return blocks;
  }

  /** What it holds back still. */
  end(): SoundBlock[] {
    if (this.#filter === null) return [];
    const held = Number(this.#filter.getDelay(BigInt(this.#rate)));
    const sound = held > 0 ? this.#convert(null) : null;
    this.#filter.free();
    this.#filter = this.#source = null;
    const to = this.#heldTo ?? 0;
    return sound === null ? [] : [{ at: to - held, sound: sound.map((channel) => channel.subarray(0, held)) }];
  }

  close(): void {
    this.#filter?.free();
    this.#filter = null;
    this.#out.free();
  }

  #open(source: Source): void {
    const filter = new SoftwareResampleContext();
    const { rate, format, layout } = source;
    FFmpegError.throwIfError(filter.allocSetOpts2(this.#layout, AV_SAMPLE_FMT_FLTP, this.#rate, layout, format, rate), 'Resampling');
    FFmpegError.throwIfError(filter.init(), 'Resampling');
    this.#filter = filter;
    this.#source = source;
  }

  #convert(frame: Frame | null): Sound | null {
    const out = this.#out;
    out.unref();
    out.format = AV_SAMPLE_FMT_FLTP;
    out.sampleRate = this.#rate;
    out.channelLayout = this.#layout;
    if (this.#filter!.convertFrame(out, frame) < 0 || out.nbSamples <= 0) return null;
    const planes = out.extendedData ?? out.data ?? [];
    return Array.from({ length: this.#channels }, (_, channel) => {
      const plane = planes[channel]!;
      return new Float32Array(plane.buffer.slice(plane.byteOffset, plane.byteOffset + out.nbSamples * 4));
    });
  }

  get #layout(): ChannelLayout {
    return this.#channels === 1 ? AV_CHANNEL_LAYOUT_MONO : AV_CHANNEL_LAYOUT_STEREO;
  }
}

const isSame = (a: ChannelLayout, b: ChannelLayout) => a.nbChannels === b.nbChannels && a.order === b.order && a.mask === b.mask;
