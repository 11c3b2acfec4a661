import type { Box } from '#contracts/emotion';
import type { ClassifierManifest } from '#contracts/model-manifest';
import { pixels, type Similarity } from '../pixels/pixel-kernel.ts';
import { similarity } from './align.ts';
import type { Cutout } from './cutout.ts';
import { squareAround } from './crop.ts';

/**
 * Writes what the network is to see of a face, as grey values of 0-255, to `out` at `offset`: upright and in its place by the
 * landmarks where both the face and the manifest have some, else the square around the box.
 */
export function cut(face: Cutout, model: ClassifierManifest, out: Float32Array, offset: number): void {
  const {
    input: { width, height },
  } = model;
  const aligned = alignedBy(face, model);
  if (aligned === null) pixels.resample(face.plane, straightBox(face, model), width, height, out, offset);
  else pixels.resampleTurned(face.plane, aligned, width, height, out, offset);
}

type Point = [x: number, y: number];

/** The corners of what `cut` takes, in pixels of the plane: top left, top right, bottom right, bottom left of the crop. They may lie outside. */
export function cornersOf(face: Omit<Cutout, 'plane'>, model: ClassifierManifest): [Point, Point, Point, Point] {
  const {
    input: { width, height },
  } = model;
  const aligned = alignedBy(face, model);
  if (aligned === null) {
    const [x, y, across, down] = straightBox(face, model);
    return [
      [x, y],
      [x + across, y],
      [x + across, y + down],
      [x, y + down],
    ];
  }
  const { a, b } = aligned;
  const placeOf = (u: number, v: number): Point => [a * u - b * v + aligned.x, b * u + a * v + aligned.y];
  return [placeOf(0, 0), placeOf(width, 0), placeOf(width, height), placeOf(0, height)];
}

/** Null where the crop is not turned. */
function alignedBy({ fit, landmarks }: Omit<Cutout, 'plane'>, { input: { width, height }, crop }: ClassifierManifest): Similarity | null {
  if (fit === 'exact' || landmarks === undefined || crop.landmarks === undefined) return null;
  return similarity(
    crop.landmarks.map(([x, y]) => [x * width, y * height] as const),
    landmarks,
  );
}

function straightBox({ box, fit }: Omit<Cutout, 'plane'>, { crop }: ClassifierManifest): Box {
  return fit === 'exact' ? box : squareAround(box, crop);
}
