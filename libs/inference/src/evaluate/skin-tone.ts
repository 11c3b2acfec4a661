import type { Landmarks } from '../detect/detector.ts';
import type { ColourPicture } from './photo.ts';

/** Radius of the patch on each cheek, in distances between the eyes. */
const PATCH = 0.12;
/** Less colour than this (CIELAB chroma) is a grey picture's, which says nothing of skin. */
const LEAST_CHROMA = 3;
/** D65 (CIE 1931, 2°), the white of sRGB. */
const WHITE = [0.950_47, 1, 1.088_83] as const;

/**
 * The individual typology angle of the skin on both cheeks, in degrees: `atan2(L* - 50, b*)` of CIELAB (Chardon, Cretois and Hourseau 1991), of
 * the median pixel. Above 55° is very light, above 41° light, above 28° intermediate, above 10° tan, above -30° brown, else dark. Light and
 * white balance of a photograph move it by tens of degrees: groups made by it are of pictures, not of people.
 *
 * @returns null where a patch leaves the picture, or the picture is grey
 */
export function typologyAngle(picture: ColourPicture, landmarks: Landmarks): number | null {
  const [leftEye, rightEye, , leftMouth, rightMouth] = landmarks;
  if (leftEye === undefined || rightEye === undefined || leftMouth === undefined || rightMouth === undefined) return null;
  const radius = PATCH * Math.hypot(rightEye[0] - leftEye[0], rightEye[1] - leftEye[1]);
  const pixels: [L: number, a: number, b: number][] = [];
  for (const [eye, mouth] of [
    [leftEye, leftMouth],
    [rightEye, rightMouth],
  ] as const) {
    const [x, y] = [0.45 * eye[0] + 0.55 * mouth[0], 0.45 * eye[1] + 0.55 * mouth[1]];
    if (x < radius || y < radius || x >= picture.width - radius || y >= picture.height - radius) return null;
    for (let row = Math.ceil(y - radius); row <= y + radius; row++)
      for (let column = Math.ceil(x - radius); column <= x + radius; column++) {
        const at = 3 * (row * picture.width + column);
        pixels.push(toLab(picture.data[at]!, picture.data[at + 1]!, picture.data[at + 2]!));
      }
  }
  if (pixels.length === 0) return null;
  const [light, red, yellow] = [0, 1, 2].map((k) => median(pixels.map((pixel) => pixel[k]!))) as [number, number, number];
  if (Math.hypot(red, yellow) < LEAST_CHROMA) return null;
  return (Math.atan2(light - 50, yellow) * 180) / Math.PI;
}

/** sRGB bytes (IEC 61966-2-1) in CIELAB. */
export function toLab(red: number, green: number, blue: number): [L: number, a: number, b: number] {
  const [r, g, b] = [red, green, blue].map((value) => {
    const share = value / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const f = (value: number): number => (value > (6 / 29) ** 3 ? Math.cbrt(value) : value / (3 * (6 / 29) ** 2) + 4 / 29);
  const x = f((0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / WHITE[0]);
  const y = f((0.212_672_9 * r + 0.715_152_2 * g + 0.072_175 * b) / WHITE[1]);
  const z = f((0.019_333_9 * r + 0.119_192 * g + 0.950_304_1 * b) / WHITE[2]);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
