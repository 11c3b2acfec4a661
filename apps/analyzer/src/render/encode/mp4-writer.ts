import { AVERROR_EIO, AVSEEK_CUR, AVSEEK_END, AVSEEK_FORCE, AVSEEK_SIZE } from 'node-av/constants';
import {
  Dictionary,
  FFmpegError,
  FormatContext,
  IOContext,
  type CodecContext,
  type IRational,
  type Packet,
  type Stream,
} from 'node-av/lib';
import type { RandomAccessFile } from '#files/random-access';

const BUFFER = 1_024 * 1_024;

/**
 * Writes an MP4 into a file that knows no paths. Its index (`moov`) comes last, which browsers find by a range request.
 * What the file throws (no space left, above all) is thrown as it is.
 */
export class Mp4Writer {
  readonly #file: RandomAccessFile;
  readonly #context = new FormatContext();
  readonly #io = new IOContext();
  #position = 0;
  #end = 0;
  #failure: { error: unknown } | null = null;
  #started = false;
  #closed = false;
  /** Native calls on one muxer must not overlap. */
  #queue: Promise<void> = Promise.resolve();

  constructor(file: RandomAccessFile) {
    this.#file = file;
    FFmpegError.throwIfError(this.#context.allocOutputContext2(null, 'mp4', null), 'The MP4 muxer');
    this.#io.allocContextWithCallbacks(
      BUFFER,
      1,
      (size) => this.#guarded(() => this.#read(size)),
      (data) => this.#guarded(() => this.#write(data)),
      (offset, whence) => this.#seek(Number(offset), whence),
    );
    this.#context.pb = this.#io;
  }

  /** @returns the new track's number */
  addEncoded(encoder: CodecContext): number {
    const stream = this.#context.newStream();
    FFmpegError.throwIfError(encoder.parametersFromContext(stream.codecpar), "The encoder's parameters");
    stream.timeBase = encoder.timeBase;
    stream.avgFrameRate = encoder.framerate;
    stream.sampleAspectRatio = encoder.sampleAspectRatio;
    return stream.index;
  }

  /** A track whose packets are copied as they are, rotation included. @returns its number */
  addCopied(source: Stream): number {
    const stream = this.#context.newStream();
    FFmpegError.throwIfError(source.codecpar.copy(stream.codecpar), "The stream's parameters");
    // The tag is the source container's; the muxer chooses its own.
    stream.codecpar.codecTag = 0;
    stream.timeBase = source.timeBase;
    stream.avgFrameRate = source.avgFrameRate;
    stream.sampleAspectRatio = source.sampleAspectRatio;
    return stream.index;
  }

  /** Takes the packet, its times in `timeBase`, and frees it. Times within a track must not decrease. */
  async write(packet: Packet, track: number, timeBase: IRational): Promise<void> {
    return this.#next(async () => {
      try {
        await this.#start();
        packet.streamIndex = track;
        packet.rescaleTs(timeBase, this.#context.streams[track]!.timeBase);
        this.#check(await this.#context.interleavedWriteFrame(packet), 'Writing a packet');
      } finally {
        packet.free();
      }
    });
  }

  /** Writes what is buffered and the index. */
  async finish(): Promise<void> {
    return this.#next(async () => {
      await this.#start();
      this.#check(await this.#context.writeTrailer(), 'Writing the index');
      await this.#file.truncate(this.#end);
    });
  }

  /** Frees everything native; the file stays open, as it is not the writer's. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#queue;
    // Whatever it still flushes must not reach the file.
    this.#failure ??= { error: new Error('The writer is closed.') };
    this.#context.pb = null;
    this.#context.freeContext();
    this.#io.freeContext();
  }

  async #start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    // It would write every packet on its own.
    this.#check(await this.#context.writeHeader(Dictionary.fromObject({ brand: 'mp42', flush_packets: '0' })), 'Writing the header');
  }

  #next(work: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  #check(result: number, what: string): void {
    if (this.#failure !== null) throw this.#failure.error;
    FFmpegError.throwIfError(result, what);
  }

  async #guarded<Result>(work: () => Promise<Result>): Promise<Result | number> {
    if (this.#failure !== null) return AVERROR_EIO;
    try {
      return await work();
    } catch (error) {
      this.#failure = { error };
      return AVERROR_EIO;
    }
  }

  async #read(size: number): Promise<Buffer | null> {
    const data = await this.#file.read(this.#position, size);
    this.#position += data.length;
    return data.length === 0 ? null : data;
  }

  async #write(data: Buffer): Promise<number> {
    await this.#file.write(this.#position, data);
    this.#position += data.length;
    this.#end = Math.max(this.#end, this.#position);
    return data.length;
  }

  #seek(offset: number, flags: number): number {
    const whence = flags & ~AVSEEK_FORCE;
    if (whence === AVSEEK_SIZE) return this.#end;
    const from = whence === AVSEEK_END ? this.#end : whence === AVSEEK_CUR ? this.#position : 0;
    this.#position = from + offset;
    return this.#position;
  }
}
