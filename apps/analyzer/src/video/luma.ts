import { AV_PIX_FMT_YUV420P, AVCOL_RANGE_JPEG, AVCOL_RANGE_MPEG } from 'node-av/constants';
import { avGetPixFmtName, FFmpegError, type Frame as AvFrame, SoftwareScaleContext } from 'node-av/lib';
import type { Plane } from '#inference/frame';
import { upright } from '#inference/rotate';
import { PictureCopy, type StoredLuma } from '../picture-copy.ts';
import type { Place, Shown, Size } from './shown.ts';
import { Toned } from './toned.ts';

/** Formats whose first plane is luma in eight bits. */
const PLANAR = /^(yuvj?\d{3}p|yuva\d{3}p|nv\d{2}|gray)$/;

/** A grey picture whose memory may be given for another one. */
export interface LumaPlane extends Plane {
  readonly data: Uint8Array;
}

/** Black in limited range. */
const BLACK = 16;
/** From full range (0 to 255) to limited range (16 to 235). */
const LIMITED = Uint8Array.from({ length: 256 }, (_, value) => Math.round(BLACK + (value * 219) / 255));

/** Takes the luma of decoded frames as it is shown, in eight bits and limited range, whatever the frames' formats and sizes. */
export class LumaReader {
  readonly #shown: Shown;
  readonly #formats = new Map<number, LumaFormat>();
  readonly #toned = new Toned();
  #scaler: SoftwareScaleContext | null = null;
  /** Of a frame as it is, and of one that has been converted. */
  readonly #copied = new PictureCopy();
  readonly #converted = new PictureCopy();
  /** The picture with what is beside a frame of another shape. */
  #framed: Uint8Array | null = null;

  constructor(shown: Shown) {
    this.#shown = shown;
  }

  /**
   * @param memory is written to, where it has the right size: that of a plane that is needed no more
   * @returns the picture in that memory, or in its own
   * @throws FFmpegError where the frame cannot be converted
   */
  read(frame: AvFrame, memory?: Uint8Array): LumaPlane {
    const toned = this.#toned.of(frame);
    try {
      return this.#read(toned ?? frame, memory);
    } finally {
      toned?.free();
    }
  }

  close(): void {
    this.#toned.close();
    this.#scaler?.freeContext();
    this.#scaler = null;
    this.#copied.close();
    this.#converted.close();
  }

  #read(frame: AvFrame, memory?: Uint8Array): LumaPlane {
    const { rotation, mirrored } = this.#shown;
    const { width, height } = this.#shown.unturned;
    const place = this.#shown.placeOf(frame);
    const format = this.#formatOf(frame.format);
    const direct = format.planar && frame.width === width && frame.height === height && place.width === width && place.height === height;
    const { data, stride } = direct ? this.#copied.lumaOf(frame) : this.#framedAt(place, this.#convert(frame, place));
    const decoded = { data, width, height, stride };
    const turned = rotation !== 0 || mirrored;
    const size = turned ? width * height : data.length;
    const own = memory?.length === size ? memory : new Uint8Array(size);
    if (!turned) own.set(data);
    const upstanding = turned ? upright(decoded, rotation, own, mirrored) : decoded;
    if (direct && (format.full || frame.colorRange === AVCOL_RANGE_JPEG))
      for (let index = 0; index < own.length; index++) own[index] = LIMITED[own[index]!]!;
    return { ...upstanding, data: own };
  }

  #formatOf(format: AvFrame['format']): LumaFormat {
    let known = this.#formats.get(format);
    if (known === undefined) {
      const name = avGetPixFmtName(format as never) ?? '';
      this.#formats.set(format, (known = { planar: PLANAR.test(name), full: name.startsWith('yuvj') }));
    }
    return known;
  }

  /** To what most videos are, so that grey levels stay those of the same picture in eight bits. */
  #convert(frame: AvFrame, { width, height }: Size): StoredLuma {
    if (this.#scaler === null) {
      this.#scaler = new SoftwareScaleContext();
      this.#scaler.allocContext();
    }
    const converted = this.#converted.into(width, height, AV_PIX_FMT_YUV420P);
    converted.colorRange = AVCOL_RANGE_MPEG;
    FFmpegError.throwIfError(this.#scaler.scaleFrameSync(converted, frame), 'Converting a picture');
    return this.#converted.luma;
  }

  #framedAt(place: Place, picture: StoredLuma): StoredLuma {
    const { width, height } = this.#shown.unturned;
    if (place.width === width && place.height === height) return picture;
    const data = (this.#framed ??= new Uint8Array(width * height)).fill(BLACK);
    for (let row = 0; row < place.height; row++) {
      const from = row * picture.stride;
      data.set(picture.data.subarray(from, from + place.width), (place.y + row) * width + place.x);
    }
    return { data, stride: width };
  }
}

interface LumaFormat {
  /** Its first plane is luma in eight bits. */
  readonly planar: boolean;
  /** Full range by its name. */
  readonly full: boolean;
}
