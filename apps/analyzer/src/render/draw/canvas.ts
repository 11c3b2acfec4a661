/** A colour in Y, U and V, limited range. */
export interface Colour {
  y: number;
  u: number;
  v: number;
}

/** How much of each pixel is covered, 0-255; `half` is the mean of each 2 × 2, for chroma. Both sides even. */
export interface Mask {
  /** How far on the next one goes; between pixels. */
  advance: number;
  width: number;
  height: number;
  full: Uint8Array;
  half: Uint8Array;
}

export interface CanvasPlane {
  data: Uint8Array;
  stride: number;
}

/**
 * Draws into the planes of a 4:2:0 picture. Positions and sizes are in whole pixels and are rounded to even ones where colour is drawn,
 * as four pixels share it; what lies outside is cut off.
 */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly [CanvasPlane, CanvasPlane, CanvasPlane];

  constructor(width: number, height: number, planes: readonly [CanvasPlane, CanvasPlane, CanvasPlane]) {
    this.width = width;
    this.height = height;
    this.planes = planes;
  }

  /** One with memory of its own. */
  static blank(width: number, height: number): Canvas {
    const half = width / 2;
    const chroma = () => ({ data: new Uint8Array((half * height) / 2).fill(128), stride: half });
    return new Canvas(width, height, [{ data: new Uint8Array(width * height).fill(16), stride: width }, chroma(), chroma()]);
  }

  /** A rectangle; `cover` 1 hides what is below. */
  fill(x: number, y: number, width: number, height: number, { y: luma, u, v }: Colour, cover = 1): void {
    const left = even(x, this.width);
    const right = even(x + width, this.width);
    const top = even(y, this.height);
    const bottom = even(y + height, this.height);
    if (right <= left || bottom <= top) return;
    fillPlane(this.planes[0], left, top, right, bottom, luma, cover);
    fillPlane(this.planes[1], left >> 1, top >> 1, right >> 1, bottom >> 1, u, cover);
    fillPlane(this.planes[2], left >> 1, top >> 1, right >> 1, bottom >> 1, v, cover);
  }

  /** Brightness alone, to the pixel. */
  shade(x: number, y: number, width: number, height: number, luma: number, cover: number): void {
    const [left, top] = [Math.max(0, x), Math.max(0, y)];
    const [right, bottom] = [Math.min(this.width, x + width), Math.min(this.height, y + height)];
    if (right > left && bottom > top) fillPlane(this.planes[0], left, top, right, bottom, luma, cover);
  }

  /** Paints through a mask, of which at most `maxWidth` pixels are used. */
  stamp(mask: Mask, x: number, y: number, { y: luma, u, v }: Colour, maxWidth = mask.width): void {
    const [left, top] = [2 * Math.round(x / 2), 2 * Math.round(y / 2)];
    const width = Math.min(mask.width, maxWidth & ~1);
    stampPlane(this.planes[0], mask.full, mask.width, mask.height, left, top, width, this.width, this.height, luma);
    const [halfWidth, halfHeight] = [mask.width / 2, mask.height / 2];
    stampPlane(this.planes[1], mask.half, halfWidth, halfHeight, left >> 1, top >> 1, width >> 1, this.width >> 1, this.height >> 1, u);
    stampPlane(this.planes[2], mask.half, halfWidth, halfHeight, left >> 1, top >> 1, width >> 1, this.width >> 1, this.height >> 1, v);
  }

  /** Paints brightness alone through a mask, to the pixel: for greys on greys. */
  stampGrey(mask: Mask, x: number, y: number, luma: number): void {
    stampPlane(this.planes[0], mask.full, mask.width, mask.height, Math.round(x), Math.round(y), mask.width, this.width, this.height, luma);
  }

  /** Copies another picture, no wider than this one, to the rows from `top` (even) on. */
  place(other: Canvas, top: number): void {
    this.planes.forEach((plane, index) => {
      const shift = index === 0 ? 0 : 1;
      const source = other.planes[index]!;
      const [width, height] = [other.width >> shift, other.height >> shift];
      const start = (top >> shift) * plane.stride;
      if (plane.stride === source.stride && width === plane.stride) {
        plane.data.set(source.data.subarray(0, width * height), start);
        return;
      }
      for (let row = 0; row < height; row++)
        plane.data.set(source.data.subarray(row * source.stride, row * source.stride + width), start + row * plane.stride);
    });
  }
}

const even = (value: number, limit: number) => Math.min(limit, Math.max(0, 2 * Math.round(value / 2)));

function fillPlane(
  { data, stride }: CanvasPlane,
  left: number,
  top: number,
  right: number,
  bottom: number,
  value: number,
  cover: number,
): void {
  for (let row = top; row < bottom; row++) {
    const line = row * stride;
    if (cover === 1) data.fill(value, line + left, line + right);
    else for (let at = line + left; at < line + right; at++) data[at] = data[at]! + (value - data[at]!) * cover;
  }
}

function stampPlane(
  { data, stride }: CanvasPlane,
  mask: Uint8Array,
  maskStride: number,
  height: number,
  left: number,
  top: number,
  width: number,
  limitX: number,
  limitY: number,
  value: number,
): void {
  const from = Math.max(0, -left);
  const to = Math.min(width, limitX - left);
  for (let row = Math.max(0, -top); row < Math.min(height, limitY - top); row++) {
    const line = (top + row) * stride + left;
    for (let column = from; column < to; column++) {
      const cover = mask[row * maskStride + column]!;
      if (cover !== 0) data[line + column] = data[line + column]! + ((value - data[line + column]!) * cover) / 255;
    }
  }
}
