import type { Box } from '#contracts/emotion';
import type { Plane } from './frame.ts';

/**
 * When a face cannot be read. Heights are pixels of the received frame, light is in grey levels (0-255). A network that was
 * trained on 48x48 faces has little to go on well below that; the light limits only catch what nobody could read. (Haar
 * windows with a contrast of 10 or less are never faces, so that darkness mostly shows as a dark picture without one.)
 */
export const QUALITY = {
  minFaceHeight: 36,
  darkest: 35,
  brightest: 235,
  minContrast: 10,
  /** Without a face, a picture darker than this is poor light, not an empty room. */
  darkestPicture: 25,
} as const;

/** Mean and standard deviation of a plane's grey levels inside a box, looking at every other pixel each way. */
export function light(plane: Plane, box: Box = [0, 0, plane.width, plane.height]): { mean: number; contrast: number } {
  const left = Math.max(0, Math.floor(box[0]));
  const top = Math.max(0, Math.floor(box[1]));
  const right = Math.min(plane.width, Math.ceil(box[0] + box[2]));
  const bottom = Math.min(plane.height, Math.ceil(box[1] + box[3]));
  let [count, sum, squares] = [0, 0, 0];
  for (let y = top; y < bottom; y += 2) {
    for (let x = left; x < right; x += 2) {
      const value = plane.data[y * plane.stride + x]!;
      count++;
      sum += value;
      squares += value * value;
    }
  }
  if (count === 0) return { mean: 0, contrast: 0 };
  const mean = sum / count;
  return { mean, contrast: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/** Why this face cannot be read, or null where it can. */
export function faceProblem(plane: Plane, box: Box): 'too-small' | 'poor-light' | null {
  if (box[3] < QUALITY.minFaceHeight) return 'too-small';
  const { mean, contrast } = light(plane, box);
  return mean < QUALITY.darkest || mean > QUALITY.brightest || contrast < QUALITY.minContrast ? 'poor-light' : null;
}

/** What to call a picture in which no face was found. */
export function pictureProblem(plane: Plane): 'no-face' | 'poor-light' {
  return light(plane).mean < QUALITY.darkestPicture ? 'poor-light' : 'no-face';
}
