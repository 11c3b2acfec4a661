import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { avGetPixFmtName, FFmpegError, Frame as AvFrame, SoftwareScaleContext } from 'node-av/lib';
import type { Plane } from '#inference/frame';
import { upright, type Rotation } from '#inference/rotate';

/** Formats whose first plane is luma in eight bits. */
const PLANAR = /^(yuvj?\d{3}p|yuva\d{3}p|nv\d{2}|gray)$/;

/** A grey picture whose memory may be given for another one. */
export interface LumaPlane extends Plane {
  readonly data: Uint8Array;
}

/** Takes the luma of decoded frames, upright and of one size, whatever the frames' formats and sizes. */
export class LumaReader {
  readonly #width: number;
  readonly #height: number;
  readonly #rotation: Rotation;
  readonly #formats = new Map<number, boolean>();
  #scaler: SoftwareScaleContext | null = null;
  #converted: AvFrame | null = null;

  /** @param width @param height of the frames as they are decoded, before rotation */
  constructor(width: number, height: number, rotation: Rotation) {
    this.#width = width;
    this.#height = height;
    this.#rotation = rotation;
  }

  /**
   * @param memory is written to, where it has the right size: that of a plane that is needed no more
   * @returns the picture in that memory, or in its own
   * @throws FFmpegError where the frame cannot be converted
   */
  read(frame: AvFrame, memory?: Uint8Array): LumaPlane {
    const direct =
      this.#hasLuma(frame.format) && frame.width === this.#width && frame.height === this.#height && (frame.linesize[0] ?? 0) > 0;
    const { data, stride } = direct ? planeOf(frame) : planeOf(this.#convert(frame));
    const decoded = { data, width: this.#width, height: this.#height, stride };
    const size = this.#rotation === 0 ? data.length : this.#width * this.#height;
    const own = memory?.length === size ? memory : new Uint8Array(size);
    if (this.#rotation !== 0) return { ...upright(decoded, this.#rotation, own), data: own };
    own.set(data);
    return { ...decoded, data: own };
  }

  close(): void {
    this.#scaler?.freeContext();
    this.#converted?.free();
    this.#scaler = null;
    this.#converted = null;
  }

  #hasLuma(format: AvFrame['format']): boolean {
    let known = this.#formats.get(format);
    if (known === undefined) this.#formats.set(format, (known = PLANAR.test(avGetPixFmtName(format as never) ?? '')));
    return known;
  }

  /** To what most videos are, so that grey levels stay those of the same picture in eight bits. */
  #convert(frame: AvFrame): AvFrame {
    if (this.#scaler === null) {
      this.#scaler = new SoftwareScaleContext();
      this.#scaler.allocContext();
    }
    const converted = this.#converted ?? new AvFrame();
    if (this.#converted === null) converted.alloc();
    this.#converted = converted;
    converted.unref();
    converted.width = this.#width;
    converted.height = this.#height;
    converted.format = AV_PIX_FMT_YUV420P;
    FFmpegError.throwIfError(converted.getBuffer(), 'Taking memory for a picture');
    FFmpegError.throwIfError(this.#scaler.scaleFrameSync(converted, frame), 'Converting a picture');
    return converted;
  }
}

function planeOf(frame: AvFrame): { data: Buffer; stride: number } {
  const data = frame.data?.[0];
  const stride = frame.linesize[0];
  if (data === undefined || stride === undefined) throw new Error('A picture has no luma.');
  return { data: data.subarray(0, stride * frame.height), stride };
}
