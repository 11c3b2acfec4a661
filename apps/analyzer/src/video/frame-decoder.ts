import {
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_NOPTS_VALUE,
  AV_PKT_FLAG_DISCARD,
  AVDISCARD_DEFAULT,
  AVDISCARD_NONREF,
  AVERROR_EAGAIN,
  AVERROR_EOF,
} from 'node-av/constants';
import { Codec, CodecContext, type FormatContext, Frame as AvFrame, Packet, type Stream } from 'node-av/lib';
import { MOST_REORDERED, PicturePlan } from './picture-plan.ts';
import { VideoProblem } from './problems.ts';

/** So many pictures are in work while inference has the main thread, which else has to ask for each; more only fill memory. */
const THREADS = 4;
/** Of large pictures so few that they stay below this many pixels in all: in ten bits, one of 4K takes 25 MB. */
const PIXELS_IN_WORK = 17_000_000;
/** What a container cannot read in so many attempts, it cannot read. */
const READ_ATTEMPTS = 20;
/** Codecs that say of each picture whether others refer to it, with decoders that leave out one at a time. */
const MAY_LEAVE_OUT = [AV_CODEC_ID_H264, AV_CODEC_ID_HEVC];
/** More pictures than a decoder keeps. */
const DRAIN_ATTEMPTS = 64;

export interface DecoderParts {
  readonly context: FormatContext;
  readonly stream: Stream;
  readonly maxPixels: number;
  /** Throws what reading the file has thrown, if it has. */
  readonly throwIfFailed: () => void;
  /** Whether a picture is wanted; is asked about each in the order in which they are shown, by its time stamp. Default: all are. */
  readonly wanted?: ((timestamp: bigint) => boolean) | undefined;
}

/** A picture in its turn; `frame` is null where it was left out, as it is not wanted and no other refers to it. */
export interface Decoded {
  readonly frame: AvFrame | null;
  readonly timestamp: bigint;
  /** In ticks of the stream. */
  readonly duration: bigint;
}

/** Decodes the pictures of one stream, from where its container is read, once. What cannot be decoded is left out. */
export class FrameDecoder {
  readonly #parts: DecoderParts;
  readonly #codec: CodecContext;
  readonly #plan: PicturePlan | null;
  /** Read, not yet decoded. */
  readonly #ahead: Packet[] = [];
  readonly #sparePackets: Packet[] = [];
  /** Pictures that may have been left out and were not shown yet, by their time stamps in order. */
  readonly #leftOut: { timestamp: bigint; duration: bigint }[] = [];
  #leavesOut = false;
  #atEnd = false;
  readonly #spare: AvFrame[] = [];
  #badSinceGood = 0;
  #readFailed = false;
  #closed = false;

  private constructor(parts: DecoderParts, codec: CodecContext) {
    this.#parts = parts;
    this.#codec = codec;
    const { wanted, stream } = parts;
    this.#plan = wanted !== undefined && MAY_LEAVE_OUT.includes(stream.codecpar.codecId) ? new PicturePlan(wanted) : null;
  }

  /** @throws VideoProblem `format-not-supported` */
  static async open(parts: DecoderParts): Promise<FrameDecoder> {
    const { stream, maxPixels } = parts;
    const codec = Codec.findDecoder(stream.codecpar.codecId);
    const context = new CodecContext();
    if (codec !== null) {
      context.allocContext3(codec);
      context.parametersToContext(stream.codecpar);
      context.threadCount = threadsFor(stream.codecpar);
      context.pktTimebase = stream.timeBase;
      // A stream may say another size at any time.
      context.setOption('max_pixels', maxPixels);
      if ((await context.open2(codec)) >= 0) return new FrameDecoder(parts, context);
      context.freeContext();
    }
    throw new VideoProblem(
      'format-not-supported',
      'The pictures of this video are coded in a way that is not supported. Convert it to MP4 (H.264) and try again.',
    );
  }

  /** Whether, after the last frame, there was something that could not be read or decoded. */
  get brokeOff(): boolean {
    return this.#readFailed || this.#badSinceGood > 0;
  }

  /** Pictures in the order in which they are shown; each frame is given back with `recycle`. Throws what reading the file throws. */
  async *frames(): AsyncGenerator<Decoded> {
    for (;;) {
      const packet = await this.#next();
      if (packet !== null) this.#leaveOut(packet);
      const sent = await this.#codec.sendPacket(packet);
      if (packet !== null) {
        packet.unref();
        this.#sparePackets.push(packet);
      }
      if (sent < 0) this.#badSinceGood++;
      const more = packet !== null;
      for (let frame = await this.#receive(more); frame !== null; frame = await this.#receive(more)) {
        const { bestEffortTimestamp: timestamp, duration } = frame;
        for (let first = this.#leftOut[0]; first !== undefined && first.timestamp <= timestamp; first = this.#leftOut[0]) {
          this.#leftOut.shift();
          // Others refer to it, so it was decoded.
          if (first.timestamp < timestamp) yield { ...first, frame: null };
        }
        yield { frame, timestamp, duration };
      }
      if (more) continue;
      for (const last of this.#leftOut.splice(0)) yield { ...last, frame: null };
      return;
    }
  }

  recycle(frame: AvFrame): void {
    if (this.#closed) return frame.free();
    frame.unref();
    this.#spare.push(frame);
  }

  close(): void {
    this.#closed = true;
    for (const frame of this.#spare.splice(0)) frame.free();
    for (const packet of [...this.#ahead.splice(0), ...this.#sparePackets.splice(0)]) packet.free();
    this.#codec.freeContext();
  }

  /** The packet that is decoded next, once enough of those after it are known; null at the end. */
  async #next(): Promise<Packet | null> {
    const wanted = this.#plan === null ? 1 : MOST_REORDERED + 1;
    while (!this.#atEnd && this.#ahead.length < wanted) {
      const packet = this.#sparePackets.pop() ?? newPacket();
      if (await this.#read(packet)) {
        this.#ahead.push(packet);
        if (!isCutOff(packet)) this.#plan?.read(packet.pts === AV_NOPTS_VALUE ? null : packet.pts);
      } else {
        this.#atEnd = true;
        this.#sparePackets.push(packet);
      }
    }
    return this.#ahead.shift() ?? null;
  }

  /** Tells the decoder to leave the packet's picture out if it is not wanted and no other refers to it. */
  #leaveOut(packet: Packet): void {
    const { pts: timestamp, duration } = packet;
    const leaveOut = !isCutOff(packet) && timestamp !== AV_NOPTS_VALUE && (this.#plan?.mayLeaveOut(timestamp) ?? false);
    if (leaveOut !== this.#leavesOut) this.#codec.setOption('skip_frame', leaveOut ? AVDISCARD_NONREF : AVDISCARD_DEFAULT);
    this.#leavesOut = leaveOut;
    if (!leaveOut) return;
    let at = this.#leftOut.length;
    while (at > 0 && this.#leftOut[at - 1]!.timestamp > timestamp) at--;
    this.#leftOut.splice(at, 0, { timestamp, duration });
  }

  /** The stream's next packet; false at the end of what can be read. */
  async #read(packet: Packet): Promise<boolean> {
    const { context, stream, throwIfFailed } = this.#parts;
    for (let failures = 0; ; ) {
      const read = await context.readFrame(packet);
      throwIfFailed();
      if (read === AVERROR_EOF) return false;
      if (read < 0) {
        this.#badSinceGood++;
        if (++failures < READ_ATTEMPTS) continue;
        this.#readFailed = true;
        return false;
      }
      if (packet.streamIndex === stream.index) return true;
      packet.unref();
    }
  }

  async #receive(more: boolean): Promise<AvFrame | null> {
    for (let failures = 0; failures < DRAIN_ATTEMPTS; failures++) {
      const frame = this.#spare.pop() ?? newFrame();
      // While packets are sent that is where the work is done, and what comes out is there already.
      const received = more ? this.#codec.receiveFrameSync(frame) : await this.#codec.receiveFrame(frame);
      if (received === 0 && frame.width * frame.height <= this.#parts.maxPixels) {
        this.#badSinceGood = 0;
        return frame;
      }
      this.recycle(frame);
      if (received === AVERROR_EAGAIN || received === AVERROR_EOF) return null;
      this.#badSinceGood++;
    }
    return null;
  }
}

function threadsFor({ width, height }: Stream['codecpar']): number {
  return Math.min(THREADS, Math.max(1, Math.floor(PIXELS_IN_WORK / Math.max(1, width * height))));
}

function newFrame(): AvFrame {
  const frame = new AvFrame();
  frame.alloc();
  return frame;
}

function newPacket(): Packet {
  const packet = new Packet();
  packet.alloc();
  return packet;
}

/** What an edit list cuts off is decoded, but not shown. */
const isCutOff = ({ flags }: Packet) => (flags & AV_PKT_FLAG_DISCARD) !== 0;
