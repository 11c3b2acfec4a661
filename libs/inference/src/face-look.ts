import { z } from 'zod';
import { box } from '#contracts/emotion';
import type { Plane } from './frame.ts';

export interface RecordedFrame {
  /** Upright; all frames of a video are of one size. */
  readonly plane: Plane;
  /** Milliseconds since the video's start, growing. */
  readonly atMs: number;
  /** Among all frames of the video; default 0. */
  readonly index?: number;
  /** False for one in which faces are followed only; default true. */
  readonly sampled?: boolean;
}

const point = z.tuple([z.number(), z.number()]);

/** One face in one picture: where it is, in the picture's pixels, and whether it could be read. Says nothing of what it shows. */
export const lookedFace = z.object({
  number: z.int().positive(),
  state: z.enum(['ok', 'no-face', 'poor-light', 'too-small']),
  /** Null while it is away. */
  box: box.nullable(),
  landmarks: z.array(point).optional(),
});
export type LookedFace = z.infer<typeof lookedFace>;

/** Who is seen where in one picture. `sampled`: whether it is one of those that are analysed. */
export const faceLook = z.object({
  /** Among all frames of the video. */
  index: z.int().nonnegative(),
  atMs: z.number().nonnegative(),
  sampled: z.boolean(),
  faces: z.array(lookedFace),
});
export type FaceLook = z.infer<typeof faceLook>;
