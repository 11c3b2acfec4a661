import { AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants';
import type { Frame as AvFrame, IRational, Stream } from 'node-av/lib';
import type { Rotation } from '#inference/rotate';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a decoded picture lies in the picture that is shown, before that is turned; in pixels. */
export interface Place extends Size {
  readonly x: number;
  readonly y: number;
}

type Stored = Pick<AvFrame, 'width' | 'height' | 'sampleAspectRatio'>;

/** A pixel that differs less from a square is one: rates and sizes are rounded by those who write them. */
const NEARLY_SQUARE = 0.01;
/** No camera has longer pixels; a file that says so is wrong. */
const LONGEST_PIXEL = 8;
/** A picture that fills so much of each side fills all of it: sizes of pictures that are scaled are rounded. */
const NEARLY_FULL = 0.98;
const TURN: Record<Rotation, string> = { 0: '', 90: 'transpose=clock,', 180: 'hflip,vflip,', 270: 'transpose=cclock,' };

/**
 * The picture that people see in a player: upright, not mirrored, of square pixels, and of one size for all of the video. Whatever looks at
 * pictures or draws on them does so in this picture, and boxes are in its pixels.
 */
export class Shown implements Size {
  readonly width: number;
  readonly height: number;
  /** Degrees clockwise by which decoded pictures have to be turned, once they are mirrored where they have to be. */
  readonly rotation: Rotation;
  /** Whether left and right of decoded pictures have to be swapped. */
  readonly mirrored: boolean;
  /** The size of the picture before it is turned; its pixels are square. */
  readonly unturned: Size;
  /** What the container says of the shape of pixels; null: it is left to each picture. */
  readonly #aspect: number | null;

  private constructor(unturned: Size, { rotation, mirrored }: Orientation, aspect: number | null) {
    const { width, height } = (this.unturned = unturned);
    const sideways = rotation === 90 || rotation === 270;
    this.width = sideways ? height : width;
    this.height = sideways ? width : height;
    this.rotation = rotation;
    this.mirrored = mirrored;
    this.#aspect = aspect;
  }

  /** As players have it, no stored pixel is lost; but no picture is larger than `maxPixels` only because of the shape of its pixels. */
  static of({ codecpar, sampleAspectRatio }: Stream, maxPixels: number): Shown {
    const { width, height } = codecpar;
    const stated = sampleAspectRatio.num > 0 ? shapeOf(sampleAspectRatio) : null;
    const aspect = stated ?? shapeOf(codecpar.sampleAspectRatio);
    const stretched = aspect >= 1 ? { width: width * aspect, height } : { width, height: height / aspect };
    const scale = aspect === 1 ? 1 : Math.min(1, Math.sqrt(maxPixels / (stretched.width * stretched.height)));
    const size = { width: Math.max(1, Math.round(stretched.width * scale)), height: Math.max(1, Math.round(stretched.height * scale)) };
    return new Shown(size, orientationOf(codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)), stated);
  }

  /** Pictures of another shape than the first (a phone that is turned) are not stretched: they lie in the middle. */
  placeOf({ width, height, sampleAspectRatio }: Stored): Place {
    const all = this.unturned;
    const shape = (width / height) * (this.#aspect ?? shapeOf(sampleAspectRatio));
    const wide = Math.min(all.width, all.height * shape);
    const high = Math.min(all.height, all.width / shape);
    if (wide >= all.width * NEARLY_FULL && high >= all.height * NEARLY_FULL) return { ...all, x: 0, y: 0 };
    const size = { width: Math.min(all.width, evenOf(wide)), height: Math.min(all.height, evenOf(high)) };
    return { ...size, x: middle(all.width - size.width), y: middle(all.height - size.height) };
  }

  /** The filters, each with a comma behind it, that make the picture as shown of a decoded one; empty where it is that already. */
  filtersFor(frame: Stored): string {
    const { width, height } = this.unturned;
    const place = this.placeOf(frame);
    const scaled = place.width === frame.width && place.height === frame.height ? '' : `scale=${place.width}:${place.height},`;
    const padded = place.width === width && place.height === height ? '' : `pad=${width}:${height}:${place.x}:${place.y}:black,`;
    return `${scaled}${padded}${this.mirrored ? 'hflip,' : ''}${TURN[this.rotation]}`;
  }
}

export interface Orientation {
  readonly rotation: Rotation;
  readonly mirrored: boolean;
}

/**
 * What a display matrix (ISO/IEC 14496-12, 6.2.2) asks for, to the next quarter. Its two-by-two part maps the axes of the stored picture; a
 * negative determinant mirrors. The mirror swaps left and right only, so the turn is that of the vertical axis.
 */
export function orientationOf(matrix: Buffer | null): Orientation {
  if (matrix === null || matrix.length < 36) return { rotation: 0, mirrored: false };
  const [a, b, c, d] = [0, 4, 12, 16].map((at) => matrix.readInt32LE(at)) as [number, number, number, number];
  const quarters = Math.round(Math.atan2(-c, d) / (Math.PI / 2));
  return { rotation: ([0, 90, 180, 270] as const)[(quarters + 4) % 4]!, mirrored: a * d - b * c < 0 };
}

/** Width of a pixel for its height; 1 where nothing sensible is said. */
function shapeOf({ num, den }: IRational): number {
  const shape = num > 0 && den > 0 ? num / den : 1;
  return Math.abs(shape - 1) < NEARLY_SQUARE || shape > LONGEST_PIXEL || shape < 1 / LONGEST_PIXEL ? 1 : shape;
}

/** Even, as colours are stored for two pixels each. */
const evenOf = (length: number) => Math.max(2, 2 * Math.floor(length / 2));
const middle = (room: number) => Math.max(0, 2 * Math.floor(room / 4));
