import type { IOInputCallbacks } from 'node-av/api';
import { AVERROR_EINVAL, AVERROR_EIO, AVSEEK_CUR, AVSEEK_END, AVSEEK_FORCE, AVSEEK_SIZE } from 'node-av/constants';
import type { RandomAccessFile } from '#files/random-access';

/** Bytes asked for at once: each time costs a way from FFmpeg's thread to this one and back. */
export const READ_AT_ONCE = 256 * 1_024;

/** A file as FFmpeg reads it. FFmpeg knows of numbers only, so what went wrong is kept until somebody asks. */
export class FileInput implements IOInputCallbacks {
  readonly #file: RandomAccessFile;
  readonly #end: number;
  #position = 0;
  #failure: { error: unknown } | null = null;

  /** @param end what lies behind it is not there for FFmpeg */
  constructor(file: RandomAccessFile, end = file.size) {
    this.#file = file;
    this.#end = end;
  }

  /** Throws what reading the file has thrown, if it has. */
  throwIfFailed(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  read = async (size: number): Promise<Buffer | null | number> => {
    try {
      const data = await this.#file.read(this.#position, Math.max(0, Math.min(size, this.#end - this.#position)));
      this.#position += data.length;
      return data.length === 0 ? null : data;
    } catch (error) {
      this.#failure ??= { error };
      return AVERROR_EIO;
    }
  };

  seek = (offset: bigint, whence: number): bigint | number => {
    const how = whence & ~AVSEEK_FORCE;
    if (how === AVSEEK_SIZE) return BigInt(this.#end);
    const base = how === AVSEEK_CUR ? this.#position : how === AVSEEK_END ? this.#end : 0;
    const position = base + Number(offset);
    if (position < 0) return AVERROR_EINVAL;
    this.#position = position;
    return BigInt(position);
  };
}
