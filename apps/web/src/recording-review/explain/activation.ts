import { type ActivationMaps } from '#contracts/recording';

/** What spoke for one class, field by field, row by row from the top left of the crop. */
export interface Activation {
  readonly width: number;
  readonly height: number;
  /** Each field's part of all that spoke for the class; they sum to 1, or are all 0 where nothing did. */
  readonly shares: readonly number[];
  /** How strongly each field spoke, 0-1; 1 is the strongest field of this class or of the one it is compared with. */
  readonly heat: readonly number[];
}

/**
 * A class's map without what spoke against it.
 *
 * @param against the class that the picture by itself was read as: by its scale a map of little stays pale
 */
export function activationOf({ maps, width, height }: ActivationMaps, of: number, against: number): Activation {
  const positive = (index: number) => (maps[index] ?? []).map((value) => Math.max(0, value));
  const values = positive(of);
  const total = values.reduce((sum, value) => sum + value, 0);
  const most = Math.max(...values, ...positive(against));
  return {
    width,
    height,
    shares: values.map((value) => (total > 0 ? value / total : 0)),
    heat: values.map((value) => (most > 0 ? value / most : 0)),
  };
}

/** The parts of the face's upper and lower half, or thirds where the map has more than two rows. */
export function bandsOf({ width, height, shares }: Activation): number[] {
  const bands = Array<number>(Math.min(height, height === 2 ? 2 : 3)).fill(0);
  shares.forEach((share, index) => {
    bands[Math.floor(((Math.floor(index / width) + 0.5) / height) * bands.length)]! += share;
  });
  return bands;
}

/** From nothing to most: the colour map `inferno`, whose lightness only ever grows. */
export const HEAT_COLOURS = [
  [0, 0, 4],
  [87, 16, 110],
  [188, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
] as const;
const OPACITY = 0.5;

/** The heat as `side` x `side` RGBA, even between the fields' middles, and clear where there is none. */
export function heatPixels({ width, height, heat }: Activation, side: number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const share = between(heat, width, height, ((x + 0.5) / side) * width - 0.5, ((y + 0.5) / side) * height - 0.5);
      const place = share * (HEAT_COLOURS.length - 1);
      const [low, high] = [HEAT_COLOURS[Math.floor(place)]!, HEAT_COLOURS[Math.ceil(place)]!];
      const at = (y * side + x) * 4;
      for (let channel = 0; channel < 3; channel++)
        pixels[at + channel] = low[channel]! + (high[channel]! - low[channel]!) * (place - Math.floor(place));
      pixels[at + 3] = 255 * OPACITY * Math.min(1, share * 2);
    }
  }
  return pixels;
}

/** Bilinear; beyond the outer fields' middles their value stays. */
function between(values: readonly number[], width: number, height: number, x: number, y: number): number {
  const [left, right, across] = neighbours(x, width);
  const [top, bottom, down] = neighbours(y, height);
  const value = (column: number, row: number) => values[row * width + column] ?? 0;
  const row = (of: number) => value(left, of) + (value(right, of) - value(left, of)) * across;
  return row(top) + (row(bottom) - row(top)) * down;
}

function neighbours(at: number, size: number): [before: number, after: number, share: number] {
  const inside = Math.min(Math.max(at, 0), size - 1);
  return [Math.floor(inside), Math.ceil(inside), inside - Math.floor(inside)];
}
