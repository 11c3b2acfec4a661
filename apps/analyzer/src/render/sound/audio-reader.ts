import { AV_CHANNEL_LAYOUT_MONO, AV_CHANNEL_LAYOUT_STEREO, AV_NOPTS_VALUE, AV_SAMPLE_FMT_FLTP } from 'node-av/constants';
import { Decoder } from 'node-av/api';
import type { Frame, FormatContext, Stream } from 'node-av/lib';
import type { RandomAccessFile } from '#files/random-access';
import type { VideoLimits } from '#contracts/recording-link';
import { openVideo, type OpenVideo } from '../../video/open-video.ts';
import { packetsOf, readOnly, seekBefore } from '../packet-reader.ts';

/** Samples a second of all sound that is encoded. */
export const SAMPLE_RATE = 48_000;
export const samplesOf = (ms: number) => Math.round((ms * SAMPLE_RATE) / 1_000);

/** A block of sound: one array per channel, all of the same length, −1 to 1. */
export type Sound = Float32Array[];

/** Some containers round times to a millisecond or more, so only what is further off is a gap or an overlap. */
const TOLERANCE = samplesOf(40);
/** Decoders need some packets before the first that is right. */
const PREROLL_SECONDS = 0.3;
const SILENCE = SAMPLE_RATE / 10;

/**
 * The sound of a video at 48 kHz, mono if it is mono, else stereo, without gaps: where there is none it is silence. On its own reader of
 * the file, so that pictures and sound can each be asked for when they are needed.
 */
export class AudioReader {
  readonly channels: number;
  readonly #video: OpenVideo;
  readonly #context: FormatContext;
  readonly #stream: Stream;

  private constructor(video: OpenVideo, stream: Stream) {
    this.#video = video;
    this.#context = video.demuxer.getFormatContext();
    this.#stream = stream;
    this.channels = stream.codecpar.channels === 1 ? 1 : 2;
    readOnly(this.#context, [stream]);
  }

  /** @returns null: it has no sound that can be decoded. */
  static async open(source: RandomAccessFile, limits: VideoLimits): Promise<AudioReader | null> {
    return AudioReader.over(await openVideo(source, limits));
  }

  /** Takes a video that nothing else reads from, and closes it in the end; at once if there is no sound. */
  static async over(video: OpenVideo): Promise<AudioReader | null> {
    if (video.audioStream !== null && (await canDecode(video.audioStream))) return new AudioReader(video, video.audioStream);
    await video.close();
    return null;
  }

  /** Sound from that time of the video on, to the sample, until it ends. One at a time. */
  async *from(startMs: number): AsyncGenerator<Sound> {
    let next = samplesOf(startMs);
    let first = true;
    if (startMs > 0) await seekBefore(this.#context, this.#stream, (startMs + this.#video.originMs) / 1_000 - PREROLL_SECONDS);
    for await (const { at, sound } of this.#blocks()) {
      const off = at - next;
      const skipped = off < 0 && (first || off < -TOLERANCE) ? -off : 0;
      if (skipped >= sound[0]!.length) continue;
      if (off > (first ? 0 : TOLERANCE)) {
        for (let left = off; left > 0; left -= SILENCE) yield silence(this.channels, Math.min(left, SILENCE));
        next = at;
      }
      first = false;
      yield skipped === 0 ? sound : sound.map((channel) => channel.subarray(skipped));
      next += sound[0]!.length - skipped;
    }
  }

  async close(): Promise<void> {
    await this.#video.close();
  }

  async *#blocks(): AsyncGenerator<{ at: number; sound: Sound }> {
    using decoder = await Decoder.create(this.#stream, {
      exitOnError: false,
      resample: {
        sampleRate: SAMPLE_RATE,
        sampleFormat: AV_SAMPLE_FMT_FLTP,
        channelLayout: this.channels === 1 ? AV_CHANNEL_LAYOUT_MONO : AV_CHANNEL_LAYOUT_STEREO,
      },
    });
    let after = 0;
    const read = (frame: Frame) => {
      try {
        const sound = soundOf(frame, this.channels);
        const { num, den } = frame.timeBase;
        // What the resampler still held at the end has no time of its own.
        const at =
          frame.pts === AV_NOPTS_VALUE
            ? after
            : Math.round((Number(frame.pts) * num * SAMPLE_RATE) / den) - samplesOf(this.#video.originMs);
        after = at + (sound[0]?.length ?? 0);
        return { at, sound };
      } finally {
        frame.free();
      }
    };
    for await (using packet of packetsOf(this.#context, [this.#stream])) {
      packet.timeBase = this.#stream.timeBase;
      for (const frame of await decoder.decodeAll(packet)) if (frame.nbSamples > 0) yield read(frame);
    }
    for (const frame of await decoder.decodeAll(null)) if (frame.nbSamples > 0) yield read(frame);
  }
}

async function canDecode(stream: Stream): Promise<boolean> {
  try {
    using decoder = await Decoder.create(stream);
    return decoder.isDecoderOpen;
  } catch {
    return false;
  }
}

export const silence = (channels: number, length: number): Sound => Array.from({ length: channels }, () => new Float32Array(length));

function soundOf(frame: Frame, channels: number): Sound {
  const planes = frame.extendedData ?? frame.data ?? [];
  return Array.from({ length: channels }, (_, channel) => {
    const plane = planes[channel] ?? planes[0]!;
    return new Float32Array(plane.buffer.slice(plane.byteOffset, plane.byteOffset + frame.nbSamples * 4));
  });
}
