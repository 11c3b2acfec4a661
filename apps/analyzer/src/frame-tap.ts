import type { Frame } from '#inference/frame';
import { createVideoSink, type WrtcFrame, type WrtcVideoSink } from './wrtc.ts';

/** A received picture that becomes a frame only if it is sampled, since most are not. */
export interface TappedPicture {
  /** Upright size in pixels. */
  readonly width: number;
  readonly height: number;
  /** Takes the picture's memory: once per picture. */
  toFrame(atMs: number): Frame;
}

/** Where a participant's pictures come from. */
export interface FrameTap {
  onPicture: ((picture: TappedPicture) => void) | null;
  close(): void;
}

/** The decoded pictures of a WebRTC track. */
export class RtcFrameTap implements FrameTap {
  onPicture: ((picture: TappedPicture) => void) | null = null;
  readonly #sink: WrtcVideoSink;

  constructor(track: unknown) {
    this.#sink = createVideoSink(track);
    this.#sink.onframe = ({ frame }) => this.onPicture?.(pictureOf(frame));
  }

  close(): void {
    this.#sink.onframe = null;
    this.#sink.stop();
  }
}

/** Exported for its tests. */
export function pictureOf({ data, width, height, rotation = 0 }: WrtcFrame): TappedPicture {
  const sideways = rotation === 90 || rotation === 270;
  return {
    width: sideways ? height : width,
    height: sideways ? width : height,
    toFrame(atMs) {
      if (rotation === 0) return { y: data.subarray(0, width * height), width, height, stride: width, atMs, handOver: true };
      const y = upright(data, width, height, rotation);
      return sideways ? { y, width: height, height: width, stride: height, atMs, handOver: true } : { y, width, height, stride: width, atMs, handOver: true };
    },
  };
}

/** Phones send what their sensor sees, and by how much it is turned. */
function upright(data: Uint8ClampedArray, width: number, height: number, rotation: 90 | 180 | 270): Uint8Array {
  const turned = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value = data[row * width + column] ?? 0;
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
  return turned;
}
