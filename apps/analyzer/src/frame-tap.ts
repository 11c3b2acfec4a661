import type { Frame, Plane } from '#inference/frame';
import { upright, type Rotation } from '#inference/rotate';

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
      // Phones send what their sensor sees, and by how much it is turned.
      const { data: y, ...size } = upright(take(), rotation);
      return { y, ...size, atMs, handOver: true };
    },
  };
}
