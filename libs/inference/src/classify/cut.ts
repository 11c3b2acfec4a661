import type { ClassifierManifest } from '#contracts/model-manifest';
import { resampleTurned, similarity } from './align.ts';
import type { Crop } from './classifier.ts';
import { resample, squareAround } from './crop.ts';

/**
 * Writes what the network is to see of a face, as grey values of 0-255, to `out` at `offset`: upright and in its place by the
 * landmarks where both the face and the manifest have some, else the square around the box.
 */
export function cut({ plane, box, fit, landmarks }: Crop, { input: { width, height }, crop }: ClassifierManifest, out: Float32Array, offset: number): void {
  const aligned = fit !== 'exact' && landmarks !== undefined && crop.landmarks !== undefined
    ? similarity(crop.landmarks.map(([x, y]) => [x * width, y * height] as const), landmarks)
    : null;
  if (aligned === null) resample(plane, fit === 'exact' ? box : squareAround(box, crop), width, height, out, offset);
  else resampleTurned(plane, aligned, width, height, out, offset);
}
