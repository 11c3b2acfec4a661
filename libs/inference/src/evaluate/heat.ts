import type { Explanation } from '../classify/classifier.ts';
import { pixels } from '../pixels/pixel-kernel.ts';
import type { Plane } from '../frame.ts';

/** From nothing to most: the colour map `inferno`, whose lightness only ever grows. */
const COLOURS = [
  [0, 0, 4],
  [87, 16, 110],
  [188, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
] as const;
const OPACITY = 0.6;

/** What speaks for a class, place by place, 0-1: a map without what speaks against it, as a share of `most`. */
export function heatOf({ maps, width, height }: Explanation, index: number, most: number): Float32Array {
  return maps.slice(index * width * height, (index + 1) * width * height).map((value) => (most > 0 ? Math.max(0, value) / most : 0));
}

/** The highest value of some classes' maps. */
export function mostOf({ maps, width, height }: Explanation, classes: readonly number[]): number {
  return Math.max(...classes.flatMap((index) => [...maps.subarray(index * width * height, (index + 1) * width * height)]));
}

/**
 * A face as `side` x `side` RGB, under the heat where there is some.
 *
 * @param heat of `width` x `height` places, 0-1
 */
export function faceUnderHeat(
  face: Plane,
  side: number,
  heat?: { readonly values: Float32Array; readonly width: number; readonly height: number },
): Uint8ClampedArray {
  const grey = new Float32Array(side * side);
  pixels.resample(face, [0, 0, face.width, face.height], side, side, grey);
  const warm = new Float32Array(side * side);
  if (heat !== undefined) {
    const { values, width, height } = heat;
    pixels.resample(
      { data: Uint8ClampedArray.from(values, (value) => value * 255), width, height, stride: width },
      [0, 0, width, height],
      side,
      side,
      warm,
    );
  }
  const rgb = new Uint8ClampedArray(side * side * 3);
  grey.forEach((value, index) => {
    const share = warm[index]! / 255;
    const place = share * (COLOURS.length - 1);
    const [low, high] = [COLOURS[Math.floor(place)]!, COLOURS[Math.ceil(place)]!];
    for (let channel = 0; channel < 3; channel++) {
      const colour = low[channel]! + (high[channel]! - low[channel]!) * (place - Math.floor(place));
      rgb[index * 3 + channel] = value + (colour - value) * OPACITY * Math.min(1, share * 2);
    }
  });
  return rgb;
}
