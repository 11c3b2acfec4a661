import type { Frame, Plane } from '#inference/frame';
import { upright, type Rotation } from '#inference/rotate';
import type { PlaneMemory } from './plane-memory.ts';

/** A frame whose memory is used again once it is given back. */
export interface TappedFrame extends Frame {
  readonly y: Uint8Array;
  /** Nobody reads it any more. */
  free(): void;
}

/** A received picture that becomes a frame only if it is sampled, since most are not. */
export interface TappedPicture {
  /** Upright size in pixels. */
  readonly width: number;
  readonly height: number;
  /** Takes the picture's memory: once per picture, and before `onPicture` returns. */
  toFrame(atMs: number): TappedFrame;
}

/** Where a participant's pictures come from. */
export interface FrameTap {
  onPicture: ((picture: TappedPicture) => void) | null;
  close(): void;
}

/** Luma in memory that nobody else uses. */
export interface OwnPlane extends Plane {
  readonly data: Uint8Array;
}

/** A picture of `width` × `height` as received; `take` gives its luma in such memory once it is wanted. */
export function tappedPicture(
  width: number,
  height: number,
  rotation: Rotation,
  memory: PlaneMemory,
  take: (memory: PlaneMemory) => OwnPlane,
): TappedPicture {
  const sideways = rotation === 90 || rotation === 270;
  return {
    width: sideways ? height : width,
    height: sideways ? width : height,
    toFrame(atMs) {
      const { data: y, ...size } = rotation === 0 ? take(memory) : turned(take(memory), rotation, memory);
      return { y, ...size, atMs, free: () => memory.giveBack(y) };
    },
  };
}

/** Phones send what their sensor sees, and by how much it is turned. */
function turned(plane: OwnPlane, rotation: Rotation, memory: PlaneMemory): OwnPlane {
  const data = memory.take(plane.width * plane.height);
  const { width, height, stride } = upright(plane, rotation, data);
  memory.giveBack(plane.data);
  return { data, width, height, stride };
}
