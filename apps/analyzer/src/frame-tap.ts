import type { Frame, Plane } from '#inference/frame';

/** Degrees clockwise by which a received picture has to be turned to stand upright. */
export type Rotation = 0 | 90 | 180 | 270;

/** A received picture that becomes a frame only if it is sampled, since most are not. */
export interface TappedPicture {
  /** Upright size in pixels. */
  readonly width: number;
  readonly height: number;
  /** Takes the picture's memory: once per picture, and before `onPicture` returns. */
  toFrame(atMs: number): Frame;
}

/** Where a participant's pictures come from. */
export interface FrameTap {
  onPicture: ((picture: TappedPicture) => void) | null;
  close(): void;
}

/** A picture of `width` × `height` as received; `take` gives its luma, in memory that nobody else uses, once it is wanted. */
export function tappedPicture(width: number, height: number, rotation: Rotation, take: () => Plane): TappedPicture {
  const sideways = rotation === 90 || rotation === 270;
  return {
    width: sideways ? height : width,
    height: sideways ? width : height,
    toFrame(atMs) {
      const received = take();
      const { data: y, ...size } = rotation === 0 ? received : upright(received, rotation);
      return { y, ...size, atMs, handOver: true };
    },
  };
}

/** Phones send what their sensor sees, and by how much it is turned. */
function upright({ data, width, height, stride }: Plane, rotation: Exclude<Rotation, 0>): Plane {
  const turned = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value = data[row * stride + column] ?? 0;
      switch (rotation) {
        case 90:
          turned[column * height + (height - 1 - row)] = value;
          break;
        case 180:
          turned[(height - 1 - row) * width + (width - 1 - column)] = value;
          break;
        case 270:
          turned[(width - 1 - column) * height + row] = value;
          break;
      }
    }
  }
  return rotation === 180 ? { data: turned, width, height, stride: width } : { data: turned, width: height, height: width, stride: height };
}
