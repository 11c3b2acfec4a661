import { AV_CODEC_ID_AAC, AV_CODEC_ID_MP3, AV_NOPTS_VALUE } from 'node-av/constants';
import type { Packet, Stream } from 'node-av/lib';
import type { VideoLimits } from '#contracts/recording-link';
import type { RandomAccessFile } from '#files/random-access';
import { openVideo, type OpenVideo } from '../../video/open-video.ts';
import { AudioReader } from './audio-reader.ts';
import { SAMPLE_RATE, samplesOf } from './sound.ts';
import type { Mp4Writer } from '../encode/mp4-writer.ts';
import { packetsOf, readOnly } from '../packet-reader.ts';
import { SoundSpan } from './sound-span.ts';
import { SoundTrack } from './sound-track.ts';

/** A whole video's sound on its way into a new file, as far as the pictures are. */
export interface FileSound {
  until(ms: number): Promise<void>;
  /** The rest. @returns where it ends */
  finish(signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/** AAC and MP3 are copied, everything else is encoded anew; null: there is no sound. Before the writer's first packet. */
export async function soundOf(source: RandomAccessFile, limits: VideoLimits, writer: Mp4Writer): Promise<FileSound | null> {
  const video = await openVideo(source, limits);
  const stream = video.audioStream;
  if (stream !== null && canCopy(video)) return new CopiedSound(video, stream, writer);
  const reader = await AudioReader.over(video);
  return reader === null ? null : new EncodedSound(reader, await SoundTrack.add(writer, reader.channels));
}

/** What MP4 holds and every browser plays, and plays as it lies. AAC without a header of its own (as AVI has it) would need one. */
export function canCopy(video: OpenVideo): boolean {
  if (video.audioStream === null || !video.playsAsStored(video.audioStream)) return false;
  const { codecpar } = video.audioStream;
  return codecpar.codecId === AV_CODEC_ID_MP3 || (codecpar.codecId === AV_CODEC_ID_AAC && codecpar.extradataSize > 0);
}

class CopiedSound implements FileSound {
  readonly #video: OpenVideo;
  readonly #stream: Stream;
  readonly #writer: Mp4Writer;
  readonly #track: number;
  readonly #packets: AsyncGenerator<Packet>;
  readonly #secondsPerTick: number;
  readonly #shift: bigint;
  #next: Packet | null = null;
  #lastDts: bigint | null = null;
  #endMs = 0;

  constructor(video: OpenVideo, stream: Stream, writer: Mp4Writer) {
    this.#video = video;
    this.#stream = stream;
    this.#writer = writer;
    this.#track = writer.addCopied(stream);
    this.#secondsPerTick = stream.timeBase.num / stream.timeBase.den;
    this.#shift = BigInt(Math.round(video.originMs / 1_000 / this.#secondsPerTick));
    const context = video.demuxer.getFormatContext();
    readOnly(context, [stream]);
    this.#packets = packetsOf(context, [stream]);
  }

  async until(ms: number): Promise<void> {
    for (;;) {
      const packet = (this.#next ??= await this.#read());
      if (packet === null || this.#startMs(packet) > ms) return;
      this.#next = null;
      this.#endMs = this.#startMs(packet) + Number(packet.duration) * this.#secondsPerTick * 1_000;
      await this.#writer.write(packet, this.#track, this.#stream.timeBase);
    }
  }

  async finish(signal: AbortSignal): Promise<number> {
    do {
      signal.throwIfAborted();
      await this.until((this.#next === null ? this.#endMs : this.#startMs(this.#next)) + 1_000);
    } while (this.#next !== null);
    return this.#endMs;
  }

  async close(): Promise<void> {
    this.#next?.free();
    this.#next = null;
    await this.#packets.return(undefined);
    await this.#video.close();
  }

  /** The next packet with times on the video's clock; those without any, or that go back (a broken file), are left out. */
  async #read(): Promise<Packet | null> {
    for (;;) {
      const next = await this.#packets.next();
      if (next.done === true) return null;
      const packet = next.value;
      const stated = packet.pts === AV_NOPTS_VALUE ? packet.dts : packet.pts;
      if (stated !== AV_NOPTS_VALUE) packet.pts = packet.dts = stated - this.#shift;
      if (stated !== AV_NOPTS_VALUE && (this.#lastDts === null || packet.dts > this.#lastDts)) {
        this.#lastDts = packet.dts;
        return packet;
      }
      packet.free();
    }
  }

  #startMs(packet: Packet): number {
    return Number(packet.pts) * this.#secondsPerTick * 1_000;
  }
}

class EncodedSound implements FileSound {
  readonly #reader: AudioReader;
  readonly #span: SoundSpan;
  readonly #track: SoundTrack;

  constructor(reader: AudioReader, track: SoundTrack) {
    this.#reader = reader;
    this.#span = new SoundSpan(reader, 0);
    this.#track = track;
  }

  async until(ms: number): Promise<void> {
    for await (const sound of this.#span.available(samplesOf(ms) - this.#track.taken)) await this.#track.write(sound);
  }

  async finish(signal: AbortSignal): Promise<number> {
    for await (const sound of this.#span.available(Infinity)) {
      signal.throwIfAborted();
      await this.#track.write(sound);
    }
    await this.#track.finish();
    return (this.#track.taken * 1_000) / SAMPLE_RATE;
  }

  async close(): Promise<void> {
    await this.#span.close();
    await this.#reader.close();
    this.#track.close();
  }
}
