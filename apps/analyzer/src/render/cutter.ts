import type { Packet } from 'node-av/lib';
import type { VideoLimits } from '#contracts/recording-link';
import type { RandomAccessFile } from '#files/random-access';
import type { OpenVideo } from '../video/open-video.ts';
import { AudioReader } from './sound/audio-reader.ts';
import { samplesOf } from './sound/sound.ts';
import { ClipFile } from './clip-file.ts';
import { clipFrames } from './clip-frames.ts';
import type { Clip } from './clip.ts';
import { PictureEncoder } from './encode/picture-encoder.ts';
import { pictureFormatOf } from './encode/picture-format.ts';
import { SoundSpan } from './sound/sound-span.ts';
import { ticksPerMs } from './timed-frames.ts';
import { Upright } from './upright.ts';

/** A clip whose pictures the encoder has not given back all; times are ticks of the joined video. */
interface Pending {
  file: ClipFile;
  start: bigint;
  end: bigint | null;
}

/**
 * Cuts clips one after another. All pictures go through one encoder on the clock of the joined video, each clip beginning with a key
 * frame, so that its packets are good for both files; sound is encoded for each, as its blocks do not end where clips do.
 */
export class Cutter {
  readonly #source: RandomAccessFile;
  readonly #video: OpenVideo;
  readonly #output: RandomAccessFile;
  readonly #limits: VideoLimits;
  readonly #upright: Upright;
  readonly #ticks: number;
  #pictures: PictureEncoder | null = null;
  #joined: ClipFile | null = null;
  #reader: AudioReader | null = null;
  #span: SoundSpan | null = null;
  readonly #pending: Pending[] = [];
  /** Where the next picture goes in the joined video. */
  #at = 0n;

  constructor(source: RandomAccessFile, video: OpenVideo, joined: RandomAccessFile, limits: VideoLimits) {
    this.#source = source;
    this.#video = video;
    this.#output = joined;
    this.#limits = limits;
    this.#upright = new Upright(video.shown);
    this.#ticks = ticksPerMs(video.videoStream.timeBase);
  }

  /** @returns its duration in milliseconds, 0 if the video has no frame there */
  async cut(clip: Clip, onFrame: (atMs: number) => void): Promise<number> {
    const start = this.#at;
    let pending: Pending | null = null;
    for await (const { decoded, pts, duration } of clipFrames(this.#video, clip.startMs, clip.endMs)) {
      try {
        onFrame(decoded.atMs);
        const frame = await this.#upright.of(decoded.frame);
        try {
          this.#pictures ??= await PictureEncoder.open(pictureFormatOf(this.#video, frame, this.#upright));
          if (pending === null) {
            if (this.#joined === null) this.#reader = await AudioReader.open(this.#source, this.#limits);
            this.#joined ??= await this.#begin(this.#output);
            pending = { file: await this.#begin(clip.output), start, end: null };
            this.#pending.push(pending);
            this.#span = this.#reader === null ? null : new SoundSpan(this.#reader, Number(pts) / this.#ticks);
          }
          await this.#route(await this.#pictures.add(frame, this.#at, duration, this.#at === start, null));
        } finally {
          if (frame !== decoded.frame) frame.free();
        }
      } finally {
        decoded.free();
      }
      this.#at += duration;
      await this.#sound(pending.file, start);
    }
    if (pending === null) return 0;
    pending.end = this.#at;
    await this.#span?.close();
    this.#span = null;
    await pending.file.endSound();
    return Number(this.#at - start) / this.#ticks;
  }

  async finish(): Promise<void> {
    if (this.#pictures === null || this.#joined === null) return;
    await this.#route(await this.#pictures.finish());
    await this.#finishBefore(this.#at);
    await this.#joined.endSound();
    await this.#joined.finish();
  }

  async close(): Promise<void> {
    await this.#span?.close();
    await this.#pictures?.close();
    for (const { file } of this.#pending) await file.close();
    await this.#joined?.close();
    await this.#reader?.close();
    this.#upright.close();
  }

  #begin(output: RandomAccessFile): Promise<ClipFile> {
    return ClipFile.begin(output, this.#pictures!.encoder.context, this.#video.videoStream.timeBase, this.#reader?.channels ?? 0);
  }

  /** As much sound as there are pictures now, counted on the joined video's clock, so that nothing adds up over many clips. */
  async #sound(file: ClipFile, start: bigint): Promise<void> {
    if (this.#span === null) return;
    const wanted = this.#samplesAt(this.#at) - this.#samplesAt(start) - this.#span.given;
    for await (const block of this.#span.exactly(wanted)) {
      await file.sound(block);
      await this.#joined!.sound(block);
    }
  }

  #samplesAt(ticks: bigint): number {
    return samplesOf(Number(ticks) / this.#ticks);
  }

  async #route(packets: Packet[]): Promise<void> {
    for (const packet of packets) {
      try {
        await this.#finishBefore(packet.pts);
        const { file, start } = this.#pending[0]!;
        await file.picture(packet, packet.pts - start);
        await this.#joined!.picture(packet, packet.pts);
      } finally {
        packet.free();
      }
    }
  }

  /** Clips whose pictures are all there. */
  async #finishBefore(pts: bigint): Promise<void> {
    for (let first = this.#pending[0]; first !== undefined && first.end !== null && first.end <= pts; first = this.#pending[0]) {
      await first.file.finish();
      await first.file.close();
      this.#pending.shift();
    }
  }
}
