import type { Demuxer } from 'node-av/api';
import { AV_LOG_QUIET, AV_NOPTS_VALUE, AVDISCARD_ALL, AVSEEK_FLAG_BACKWARD } from 'node-av/constants';
import { FFmpegError, Log, type Frame as AvFrame, type Stream } from 'node-av/lib';
import type { VideoFacts } from '#contracts/recording';
import type { VideoLimits } from '#contracts/recording-link';
import type { RandomAccessFile } from '#files/random-access';
import { completenessOf, containerOf } from './container.ts';
import { demux, lookInto, type Opened, videoOf } from './demux.ts';
import { durationOf, lastHeldTo, originOf, picturesEnd, statedDuration, stepOf } from './duration.ts';
import { factsOf, type Streams } from './facts.ts';
import type { FileInput } from './file-input.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { FrameTimes } from './frame-times.ts';
import { checkDuration, checkSize } from './limits.ts';
import { LumaReader, type LumaPlane } from './luma.ts';
import { VideoProblem } from './problems.ts';
import { isProtected } from './protection.ts';
import { Shown } from './shown.ts';
import { chooseSound, type SoundTracks } from './sound-tracks.ts';

// What is wrong with a video is told by exceptions; to the library it is worth a line for each packet.
Log.setLevel(AV_LOG_QUIET);

/** A decoded picture, in the memory of the decoder until it is freed. */
export interface DecodedFrame {
  /** When it is shown, in milliseconds since the video's start; grows from frame to frame. */
  readonly atMs: number;
  /** Counts the frames that `frames` gave, from 0. */
  readonly index: number;
  readonly frame: AvFrame;
  /**
   * The grey picture, upright and of the size that the facts say, in memory of its own; or in that of a plane which is needed no more
   * and is given for it.
   */
  luma(memory?: Uint8Array): LumaPlane;
  /** Gives its memory back; at once, or memory fills up. */
  free(): void;
}

/** Whether a picture is wanted, by its number among those that are given, from 0, and its time. */
export type Wanted = (index: number, atMs: number) => boolean;

/** How long before the wanted time a key frame is looked for at the latest: containers know them by times of decoding. */
const SEEK_MARGIN_MS = 500;
/** A picture may stay for a while at the end, and durations are rounded. */
const END_TOLERANCE_MS = 1_000;

/** A video that has been looked at and may be worked on: one reader at a time. */
export class OpenVideo {
  readonly facts: VideoFacts;
  /** The picture that people see; decoded frames are made that by `luma` and by its filters. */
  readonly shown: Shown;
  /** The container's time, in milliseconds, at which the video's clock is zero. */
  readonly originMs: number;
  readonly demuxer: Demuxer;
  readonly videoStream: Stream;
  /** The sound that is heard. */
  readonly audioStream: Stream | null;
  readonly sound: SoundTracks;
  /** Tracks that do not play their samples as they lie, so that copying them would play something else. */
  readonly #edited: ReadonlySet<number>;
  readonly #input: FileInput;
  readonly #limits: VideoLimits;
  readonly #cutOff: boolean;
  /** Where packets say that the pictures end; the last one may stay for longer. */
  readonly #endMs: number;
  #fresh = true;
  #tailBroken = false;

  /** Use `openVideo`. */
  constructor(
    { demuxer, input, edited }: Opened,
    { video, audio, sound }: Streams,
    shown: Shown,
    facts: VideoFacts,
    limits: VideoLimits,
    { cutOff, endMs }: { cutOff: boolean; endMs: number },
  ) {
    this.demuxer = demuxer;
    this.videoStream = video;
    this.audioStream = audio;
    this.sound = sound;
    this.#edited = edited;
    this.facts = facts;
    this.shown = shown;
    this.originMs = originOf(demuxer, video);
    this.#input = input;
    this.#limits = limits;
    this.#cutOff = cutOff;
    this.#endMs = endMs;
  }

  /** Whether a stream's packets, as they lie in the file, are what is played of it. */
  playsAsStored({ id }: Stream): boolean {
    return !this.#edited.has(id);
  }

  /** Once `frames` has come to the end: true where something is missing there, or could not be read. */
  get tailBroken(): boolean {
    return this.#tailBroken;
  }

  /**
   * The pictures shown at `fromMs` and later, in order. Other streams are not read from then on. What cannot be decoded is left out.
   *
   * @param wanted is asked about each picture once, in order, before it is decoded. Those that are not wanted count, but need not be decoded:
   * some may be given all the same
   * @throws VideoProblem `format-not-supported`, `truncated`, `too-long`; what reading the file throws
   */
  async *frames(fromMs = 0, wanted?: () => Wanted): AsyncGenerator<DecodedFrame> {
    for (const stream of this.demuxer.getFormatContext().streams)
      if (stream.index !== this.videoStream.index) stream.discard = AVDISCARD_ALL;
    // A container that goes too far is read from its start.
    for (const start of fromMs > SEEK_MARGIN_MS ? [fromMs - SEEK_MARGIN_MS, 0] : [0]) {
      await this.#goTo(start);
      let [decoded, index, late, planned] = [0, 0, false, 0];
      const isWanted = wanted?.();
      // The first one is given in any case: by it the receiver knows where it is.
      const fromThere = isWanted && ((atMs: number) => atMs >= fromMs && (isWanted(planned++, atMs) || planned === 1));
      for await (const picture of this.#decoded(fromThere)) {
        late = decoded++ === 0 && start > 0 && picture.atMs > fromMs;
        if (late) break;
        const { atMs, frame, luma, free } = picture;
        if (atMs < fromMs) free();
        else if (frame === null) index++;
        else yield { atMs, frame, luma, free, index: index++ };
      }
      if (late) continue;
      if (decoded === 0)
        throw new VideoProblem(
          'truncated',
          'Not one picture of this video can be read: the file is damaged, or was not copied whole. Copy or export it again.',
        );
      return;
    }
  }

  async close(): Promise<void> {
    await this.demuxer.close();
  }

  /** Every picture from where the container stands; without a frame where it was left out. */
  async *#decoded(wanted?: (atMs: number) => boolean): AsyncGenerator<Omit<DecodedFrame, 'index' | 'frame'> & { frame: AvFrame | null }> {
    const { videoStream: stream, shown, originMs } = this;
    const { maxPixels, maxDurationMs } = this.#limits;
    const tickMs = (1_000 * stream.timeBase.num) / stream.timeBase.den;
    const stepMs = stepOf(stream);
    const clock = { originMs, tickMs, stepMs, endMs: this.facts.durationMs + END_TOLERANCE_MS };
    const [times, plannedTimes] = [new FrameTimes(clock), new FrameTimes(clock)];
    const decoder = await FrameDecoder.open({
      context: this.demuxer.getFormatContext(),
      stream,
      maxPixels,
      throwIfFailed: () => this.#input.throwIfFailed(),
      wanted: wanted && ((timestamp) => wanted(plannedTimes.next(timestamp))),
    });
    const reader = new LumaReader(shown);
    let [atMs, lastsMs] = [0, 0];
    try {
      for await (const { frame, timestamp, duration } of decoder.frames()) {
        atMs = times.next(timestamp);
        checkDuration(atMs, maxDurationMs);
        lastsMs = Number(duration) * tickMs;
        yield { atMs, frame, luma: (memory) => reader.read(frame!, memory), free: () => frame && decoder.recycle(frame) };
      }
      const endsEarly = this.#endMs - (atMs + Math.max(stepMs, lastsMs)) > END_TOLERANCE_MS;
      this.#tailBroken = decoder.brokeOff || endsEarly || this.#cutOff;
    } finally {
      reader.close();
      decoder.close();
    }
  }

  async #goTo(ms: number): Promise<void> {
    const thereAlready = this.#fresh && ms === 0;
    this.#fresh = false;
    if (thereAlready) return;
    const {
      startTime,
      timeBase: { num, den },
      index,
    } = this.videoStream;
    const start = startTime === AV_NOPTS_VALUE ? 0n : startTime;
    const wanted = ms === 0 ? start : BigInt(Math.floor(((ms + this.originMs) * den) / (1_000 * num)));
    const sought = await this.demuxer.getFormatContext().seekFrame(index, wanted < start ? start : wanted, AVSEEK_FLAG_BACKWARD);
    this.#input.throwIfFailed();
    if (sought < 0 && ms === 0) FFmpegError.throwIfError(sought, 'Going back to the start');
  }
}

/**
 * Opens a video and checks all that can be checked before anything of it is decoded. The file stays the caller's to close.
 *
 * @throws VideoProblem; what reading the file throws
 */
export async function openVideo(file: RandomAccessFile, limits: VideoLimits): Promise<OpenVideo> {
  const container = await containerOf(file);
  const completeness = await completenessOf(file, container.demuxer);
  if (await isProtected(file, container.demuxer))
    throw new VideoProblem(
      'protected',
      'This video is protected: its pictures are encrypted (DRM), and only players that have its key can show them. Choose a video without copy protection, such as your own recording.',
    );
  let opened = await demux(file, container, completeness);
  try {
    let video = videoOf(opened.demuxer);
    const context = () => opened.demuxer.getFormatContext();
    checkSize(video.codecpar, limits.maxPixels);
    // FFmpeg guesses a duration by the bit rate where there is none, so it is read before FFmpeg looks further.
    const stated = statedDuration(opened.demuxer);
    await lookInto(opened);
    checkSize(video.codecpar, limits.maxPixels);
    const clock = { originMs: originOf(opened.demuxer, video), stepMs: stepOf(video), statedMs: stated };
    const sound = await chooseSound(opened.demuxer);
    opened.input.throwIfFailed();
    const end = await picturesEnd(context(), video, clock, limits.maxDurationMs);
    opened.input.throwIfFailed();
    await opened.demuxer.close();
    opened = await demux(file, container, completeness);
    video = videoOf(opened.demuxer);
    await lookInto(opened);
    const streams = { video, audio: sound.index === null ? null : (context().streams[sound.index] ?? null), sound };
    const heldTo = completeness.cutOff ? null : await lastHeldTo(file, video, end, clock);
    const durationMs = durationOf(end, stated, heldTo);
    checkDuration(durationMs, limits.maxDurationMs);
    if (durationMs <= 0)
      throw new VideoProblem(
        'no-duration',
        'The video lasts no time at all: there is nothing in it to analyse. Record or export it again.',
      );
    const shown = Shown.of(video, limits.maxPixels);
    return new OpenVideo(
      opened,
      streams,
      shown,
      factsOf(streams, container, shown, durationMs, stated !== null && Math.abs(stated - durationMs) <= END_TOLERANCE_MS),
      limits,
      { cutOff: completeness.cutOff, endMs: end?.endMs ?? durationMs },
    );
  } catch (error) {
    await opened.demuxer.close();
    opened.input.throwIfFailed();
    throw error;
  }
}
