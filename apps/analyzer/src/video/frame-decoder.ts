import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { Codec, CodecContext, type FormatContext, Frame as AvFrame, Packet, type Stream } from 'node-av/lib';
import { VideoProblem } from './problems.ts';

/** So many pictures are in work while inference has the main thread, which else has to ask for each; more only fill memory. */
const THREADS = 4;
/** What a container cannot read in so many attempts, it cannot read. */
const READ_ATTEMPTS = 20;
/** More pictures than a decoder keeps. */
const DRAIN_ATTEMPTS = 64;

export interface DecoderParts {
  readonly context: FormatContext;
  readonly stream: Stream;
  readonly maxPixels: number;
  /** Throws what reading the file has thrown, if it has. */
  readonly throwIfFailed: () => void;
}

/** Decodes the pictures of one stream, from where its container is read, once. What cannot be decoded is left out. */
export class FrameDecoder {
  readonly #parts: DecoderParts;
  readonly #codec: CodecContext;
  readonly #packet = new Packet();
  readonly #spare: AvFrame[] = [];
  #badSinceGood = 0;
  #readFailed = false;
  #closed = false;

  private constructor(parts: DecoderParts, codec: CodecContext) {
    this.#parts = parts;
    this.#codec = codec;
    this.#packet.alloc();
  }

  /** @throws VideoProblem `format-not-supported` */
  static async open(parts: DecoderParts): Promise<FrameDecoder> {
    const { stream, maxPixels } = parts;
    const codec = Codec.findDecoder(stream.codecpar.codecId);
    const context = new CodecContext();
    if (codec !== null) {
      context.allocContext3(codec);
      context.parametersToContext(stream.codecpar);
      context.threadCount = THREADS;
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

  /** Frames in the order in which they are shown; each is given back with `recycle`. Throws what reading the file throws. */
  async *frames(): AsyncGenerator<AvFrame> {
    for (;;) {
      const more = await this.#read();
      const sent = await this.#codec.sendPacket(more ? this.#packet : null);
      this.#packet.unref();
      if (sent < 0) this.#badSinceGood++;
      for (let frame = await this.#receive(more); frame !== null; frame = await this.#receive(more)) yield frame;
      if (!more) return;
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
    this.#packet.free();
    this.#codec.freeContext();
  }

  /** The stream's next packet; false at the end of what can be read. */
  async #read(): Promise<boolean> {
    const { context, stream, throwIfFailed } = this.#parts;
    for (let failures = 0; ; ) {
      const read = await context.readFrame(this.#packet);
      throwIfFailed();
      if (read === AVERROR_EOF) return false;
      if (read < 0) {
        this.#badSinceGood++;
        if (++failures < READ_ATTEMPTS) continue;
        this.#readFailed = true;
        return false;
      }
      if (this.#packet.streamIndex === stream.index) return true;
      this.#packet.unref();
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

function newFrame(): AvFrame {
  const frame = new AvFrame();
  frame.alloc();
  return frame;
}
