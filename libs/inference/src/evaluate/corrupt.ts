import sharp from 'sharp';
import type { Crop } from '../classify/cutout.ts';
import { pixels } from '../pixels/pixel-kernel.ts';
import { packedCopy, type Plane } from '../frame.ts';
import { Permit } from '../permit.ts';
import { between, coin, gaussian, type Random } from './random.ts';

export type Three<T> = readonly [T, T, T];

/** Something that a call does to a face, at three strengths. */
export interface Corruption {
  readonly says: string;
  /** The three strengths, for a person. */
  readonly strengths: Three<string>;
  /** What the classifier gets to see, by the strength's index. The plane is 48x48 and a face from edge to edge. */
  readonly apply: (plane: Plane, strength: 0 | 1 | 2, random: Random) => Crop | Promise<Crop>;
}

export const CORRUPTIONS: Record<string, Corruption> = {
  // WebP's lossy coding is VP8's key frame coding. libwebp turns these qualities into quantiser indices of 53, 75 and 103 of
  // 127; the coarsest that WebRTC lets VP8 go to is 106.
  vp8: corruption(
    'blocks of low-bitrate VP8, the face 48 px high',
    [30, 10, 1],
    (quality) => `quality ${quality}`,
    async (plane, quality) => {
      const { data, width, height } = packedCopy(plane);
      const encoded = await sharp(data, { raw: { width, height, channels: 1 } })
        .webp({ quality })
        .toBuffer();
      return whole({ data: await sharp(encoded).extractChannel(0).raw().toBuffer(), width, height, stride: width });
    },
  ),
  // The classifier's own resize enlarges it again, as it does in a call; there, faces under 36 px are left out as too small.
  scale: corruption(
    'a small face of a low simulcast layer',
    [32, 24, 16],
    (side) => `${side} px`,
    (plane, side) => whole(resized(plane, side)),
  ),
  // From bright enough to where the analyzer calls most faces too dark to read (`quality.ts`).
  dim: corruption(
    'dim light: less signal, darker mid-tones, sensor noise',
    [
      { gain: 0.6, gamma: 1.1, noise: 3 },
      { gain: 0.4, gamma: 1.2, noise: 5 },
      { gain: 0.25, gamma: 1.3, noise: 8 },
    ],
    ({ gain, noise }) => `x${gain}, noise ${noise}`,
    (plane, { gain, gamma, noise }, random) =>
      whole(mapped(plane, (value) => 255 * gain * (value / 255) ** gamma + noise * gaussian(random))),
  ),
  uneven: corruption(
    'light from one side, the other has less',
    [0.6, 0.8, 0.92],
    (loss) => `${Math.round(loss * 100)} % less`,
    (plane, loss, random) => {
      const angle = between(random, -Math.PI / 6, Math.PI / 6) + (coin(random) ? Math.PI : 0);
      return whole(
        mapped(plane, (value, x, y) => {
          const along = ((x / plane.width - 0.5) * Math.cos(angle) + (y / plane.height - 0.5) * Math.sin(angle)) * 1.2 + 0.5;
          return value * (1.15 - (loss + 0.15) * smooth(along));
        }),
      );
    },
  ),
  blur: corruption(
    'out of focus (Gaussian, of 48 px)',
    [1, 1.75, 2.5],
    (sigma) => `sigma ${sigma} px`,
    (plane, sigma) => {
      const reach = Math.ceil(sigma * 3);
      const kernel = Array.from({ length: 2 * reach + 1 }, (_, index) => Math.exp(-((index - reach) ** 2) / (2 * sigma ** 2)));
      const taps = (dx: number, dy: number) =>
        kernel.map((weight, index) => ({ dx: (index - reach) * dx, dy: (index - reach) * dy, weight }));
      return whole(filtered(filtered(plane, taps(1, 0)), taps(0, 1)));
    },
  ),
  motion: corruption(
    'moving while the shutter is open (of 48 px)',
    [4, 7, 11],
    (length) => `${length} px`,
    (plane, length, random) => {
      const angle = between(random, 0, Math.PI);
      const taps = Array.from({ length: 2 * length + 1 }, (_, index) => {
        const way = (index - length) / 2;
        return { dx: way * Math.cos(angle), dy: way * Math.sin(angle), weight: 1 };
      });
      return whole(filtered(plane, taps));
    },
  ),
  jitter: corruption(
    'a box that is off, and larger or smaller, as detectors give it',
    [0.05, 0.1, 0.15],
    (share) => `${Math.round(share * 100)} %`,
    (plane, share, random) => {
      const angle = between(random, 0, 2 * Math.PI);
      const side = plane.width * (coin(random) ? 1 + share : 1 - share);
      const centre = (way: number) => plane.width / 2 + plane.width * share * way - side / 2;
      return { plane, box: [centre(Math.cos(angle)), centre(Math.sin(angle)), side, side], fit: 'exact', permit: Permit.ofMaterial() };
    },
  ),
  // The data are grey, so that other weights of red, green and blue cannot be tried; this is what a camera's grey differs in besides.
  tone: corruption(
    "a camera's tone curve: limited range (16-235), then gamma up or down and less contrast",
    [
      { gamma: 1, contrast: 1 },
      { gamma: 1.4, contrast: 0.8 },
      { gamma: 1.8, contrast: 0.6 },
    ],
    ({ gamma, contrast }) => (gamma === 1 ? 'only that' : `gamma ${gamma}, contrast x${contrast}`),
    (plane, { gamma, contrast }, random) => {
      const power = coin(random) ? gamma : 1 / gamma;
      return whole(mapped(plane, (value) => 16 + 219 * (0.5 + contrast * ((value / 255) ** power - 0.5))));
    },
  ),
};

function corruption<T>(
  says: string,
  settings: Three<T>,
  describe: (setting: T) => string,
  apply: (plane: Plane, setting: T, random: Random) => Crop | Promise<Crop>,
): Corruption {
  const [weak, medium, strong] = settings;
  return {
    says,
    strengths: [describe(weak), describe(medium), describe(strong)],
    apply: (plane, strength, random) => apply(plane, settings[strength], random),
  };
}

const whole = (plane: Plane): Crop => ({ plane, box: [0, 0, plane.width, plane.height], fit: 'exact', permit: Permit.ofMaterial() });

const smooth = (t: number): number => (t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t));

function resized(plane: Plane, side: number): Plane {
  const values = new Float32Array(side * side);
  pixels.resample(plane, [0, 0, plane.width, plane.height], side, side, values);
  return { data: Uint8ClampedArray.from(values), width: side, height: side, stride: side };
}

function mapped(plane: Plane, change: (value: number, x: number, y: number) => number): Plane {
  const { width, height } = plane;
  const data = new Uint8ClampedArray(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = change(plane.data[y * plane.stride + x]!, x, y);
  }
  return { data, width, height, stride: width };
}

/** A weighted mean of what lies around each pixel; beyond the edges, the edge goes on. */
function filtered(plane: Plane, taps: readonly { dx: number; dy: number; weight: number }[]): Plane {
  const total = taps.reduce((sum, { weight }) => sum + weight, 0);
  const clamp = (value: number, size: number) => Math.min(Math.max(Math.round(value), 0), size - 1);
  return mapped(
    plane,
    (_, x, y) =>
      taps.reduce(
        (sum, { dx, dy, weight }) => sum + weight * plane.data[clamp(y + dy, plane.height) * plane.stride + clamp(x + dx, plane.width)]!,
        0,
      ) / total,
  );
}
