import type { FormatContext, Stream } from 'node-av/lib';
import type { RandomAccessFile } from '#files/random-access';
import type { VideoLimits } from '#contracts/recording-link';
import { openVideo, type OpenVideo } from '../../video/open-video.ts';
import { packetsOf, readOnly, seekBefore } from '../packet-reader.ts';
import { SAMPLE_RATE, samplesOf, silence, type Sound, type SoundBlock } from './sound.ts';
import { SoundDecoder } from './sound-decoder.ts';

/** Some containers round times to a millisecond or more, so only what is further off is a gap or an overlap. */
const TOLERANCE = samplesOf(20);
/** Decoders need some packets before the first that is right, and containers go too far: then from further back, at last from the start. */
const PREROLLS_MS = [300, 3_000, Infinity];
/** What of a preroll has to be there. */
const ENOUGH_MS = 150;
const SILENCE = SAMPLE_RATE / 10;

/**
 * The sound of a video at 48 kHz, mono if it is mono, else stereo, without gaps: where there is none it is silence. On its own reader of
 * the file, so that pictures and sound can each be asked for when they are needed.
 */
export class AudioReader {
  readonly channels: 1 | 2;
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
    if (video.audioStream !== null) return new AudioReader(video, video.audioStream);
    await video.close();
    return null;
  }

  /** Sound from that time of the video on, to the sample, until it ends. One at a time. */
  async *from(startMs: number): AsyncGenerator<Sound> {
    let next = samplesOf(startMs);
    let first = true;
    for await (const { at, sound } of this.#blocksFrom(startMs)) {
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

  /** Blocks from before that time on. A container that went too far is read from further back. */
  async *#blocksFrom(startMs: number): AsyncGenerator<SoundBlock> {
    if (startMs <= 0) {
      yield* this.#blocks();
      return;
    }
    for (const preroll of PREROLLS_MS) {
      const from = Math.max(0, startMs - preroll);
      await seekBefore(this.#context, this.#stream, (from + this.#video.originMs) / 1_000);
      let isFirst = true;
      let late = false;
      for await (const block of this.#blocks()) {
        late = isFirst && from > 0 && block.at > samplesOf(startMs - ENOUGH_MS);
        if (late) break;
        isFirst = false;
        yield block;
      }
      // Nothing at all: behind the end of the sound, or of what a container can go to.
      if (!late && !(isFirst && from > 0)) return;
    }
  }

  async *#blocks(): AsyncGenerator<SoundBlock> {
    const decoder = await SoundDecoder.open(this.#stream, this.channels, this.#video.originMs);
    if (decoder === null) return;
    try {
      for await (using packet of packetsOf(this.#context, [this.#stream])) yield* await decoder.decode(packet);
      yield* await decoder.decode(null);
    } finally {
      decoder.close();
    }
  }
}
