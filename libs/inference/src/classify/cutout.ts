import type { Box } from '#contracts/emotion';
import type { Landmarks } from '../detect/detector.ts';
import type { Plane } from '../frame.ts';
import type { Permit } from '../permit.ts';
import type { View } from './views.ts';

/** A part of a plane: a face's box with the classifier's own margin, or exactly the box given. */
export interface Cutout {
  readonly plane: Plane;
  readonly box: Box;
  /** `face` (default): the box is a detector's, the manifest's crop is applied. `exact`: the box is what the network sees. */
  readonly fit?: 'face' | 'exact';
  /** A face's five landmarks in the plane, by which it is turned upright where the manifest says how. */
  readonly landmarks?: Landmarks | undefined;
}

/** What is classified: it may be, says its permit. */
export interface Crop extends Cutout {
  readonly permit: Permit;
  /** Default `both`. */
  readonly view?: View | undefined;
}

/** A crop whose picture has been left behind: the values that `valuesOf` gave. */
export interface HeldCrop {
  readonly values: Float32Array;
  readonly permit: Permit;
  /** Default `both`. */
  readonly view?: View | undefined;
}
