import { FFmpegError, Frame } from 'node-av/lib';

/** The first plane of a picture. */
export interface StoredLuma {
  readonly data: Uint8Array;
  /** Bytes from one row to the next. */
  readonly stride: number;
}

/**
 * One picture whose luma JavaScript knows. Asking a frame for its planes makes the whole picture count as memory to collect each time, and
 * keeps the garbage collector busier than decoding; a copy in native memory costs a tenth of that.
 */
export class PictureCopy {
  #frame: Frame | null = null;
  #luma: StoredLuma | null = null;

  /** The luma of a frame in the computer's own memory, until the next one is asked for. @throws FFmpegError where there is none */
  lumaOf(frame: Frame): StoredLuma {
    const copy = this.into(frame.width, frame.height, frame.format);
    FFmpegError.throwIfError(copy.copy(frame), 'Copying a picture');
    return this.luma;
  }

  /** A picture of that size and format to write to: the same one as long as both stay. @throws FFmpegError */
  into(width: number, height: number, format: Frame['format']): Frame {
    const known = this.#frame;
    if (known !== null && known.width === width && known.height === height && known.format === format) return known;
    this.close();
    const frame = new Frame();
    frame.alloc();
    frame.width = width;
    frame.height = height;
    frame.format = format;
    FFmpegError.throwIfError(frame.getBuffer(), 'Taking memory for a picture');
    return (this.#frame = frame);
  }

  /** The luma of what has been written to. */
  get luma(): StoredLuma {
    const frame = this.#frame;
    if (this.#luma !== null) return this.#luma;
    const data = frame?.data?.[0];
    const stride = frame?.linesize[0] ?? 0;
    if (frame === null || data === undefined || stride <= 0) throw new Error('A picture has no luma.');
    return (this.#luma = { data: data.subarray(0, stride * frame.height), stride });
  }

  close(): void {
    this.#frame?.free();
    this.#frame = null;
    this.#luma = null;
  }
}
