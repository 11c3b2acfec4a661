/** A grey picture: `height` rows of `width` bytes, `stride` bytes apart. */
export interface Plane {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
}

/**
 * One video frame in I420: full-size luma, and chroma at half the size each way where a consumer needs colour.
 * Luma is what inference looks at, so that no colour is ever converted.
 */
export interface Frame {
  readonly y: Uint8Array | Uint8ClampedArray;
  readonly u?: Uint8Array | Uint8ClampedArray;
  readonly v?: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /** Bytes from one row of `y` to the next, at least `width`. */
  readonly stride: number;
  /** When the frame came (live) or is shown (recorded), in milliseconds on the call's or the video's clock. */
  readonly atMs: number;
  /** True lets inference take `y`'s whole ArrayBuffer away (transfer) instead of copying the plane once. */
  readonly handOver?: boolean;
}

/** The grey plane of a frame, without copying. */
export function greyPlane(frame: Frame): Plane {
  return { data: frame.y, width: frame.width, height: frame.height, stride: frame.stride };
}

/** A window into a plane, sharing its memory; all four in whole pixels and inside the plane. */
export function subPlane(plane: Plane, x: number, y: number, width: number, height: number): Plane {
  return { data: plane.data.subarray(y * plane.stride + x), width, height, stride: plane.stride };
}

/** A plane of its own bytes, rows packed. */
export function packedCopy(plane: Plane): Plane {
  const data = new Uint8Array(plane.width * plane.height);
  for (let row = 0; row < plane.height; row++) {
    const start = row * plane.stride;
    data.set(plane.data.subarray(start, start + plane.width), row * plane.width);
  }
  return { data, width: plane.width, height: plane.height, stride: plane.width };
}
