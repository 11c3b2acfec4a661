import type { Box } from '#contracts/emotion';
import type { Plane } from '../frame.ts';

/** Five points in pixels of the frame: left eye, right eye, nose, left and right corner of the mouth. */
export type Landmarks = readonly (readonly [x: number, y: number])[];

export interface Face {
  /** `[x, y, width, height]` in pixels of the plane that was searched. */
  readonly box: Box;
  /** The larger the surer; its scale is the detector's own (Haar: how many windows agreed). */
  readonly score: number;
  readonly landmarks?: Landmarks;
}

type Soon<T> = T | Promise<T>;

/** Finds faces in a grey plane, and follows one from plane to plane. What is asked about several planes at once may be answered together, for less. */
export interface Detector {
  /** Every face, as thoroughly as this detector can, the largest first. */
  detect(plane: Plane): Soon<Face[]>;
  /**
   * Faces at least `minSize` pixels high, the largest first, in the time that a live call has.
   *
   * @param following true where a face is being followed and only further ones are of interest: may be less thorough
   */
  search(plane: Plane, minSize: number, following: boolean): Soon<Face[]>;
  /** The face that was at `last` in the plane before, near that place and about that size; null where it is gone. */
  follow(plane: Plane, last: Box): Soon<Face | null>;
  /** A face beside the followed one is believed in where its score is higher than this. */
  readonly furtherScore: number;
  /** Frees what the detector holds. */
  close?(): Promise<void>;
}

/** Intersection over union of two boxes, 0-1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a[2] * a[3] + b[2] * b[3] - shared);
}
