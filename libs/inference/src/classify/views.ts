import { z } from 'zod';

/** How a face is shown to the network: as it is, its mirror image, or both, whose answers are averaged at twice the price. */
export const view = z.enum(['both', 'straight', 'mirrored']);
export type View = z.infer<typeof view>;

const SIDES = { both: ['straight', 'mirrored'], straight: ['straight'], mirrored: ['mirrored'] } as const;

/** What the network sees of a face, one after the other. */
export const sidesOf = (shown: View = 'both'): readonly Exclude<View, 'both'>[] => SIDES[shown];

/**
 * The view that comes after another. A face's first sample is worth two; later ones show each side in turn, as the sliding window
 * averages them: the mean is the same as if each had shown both, for half the price.
 */
export const viewAfter = (last: View | undefined): View => (last === undefined ? 'both' : last === 'straight' ? 'mirrored' : 'straight');

/** Swaps left and right of rows of `width` values, `count` in all, from `start` on. */
export function mirrorRows(values: Float32Array, start: number, count: number, width: number): void {
  for (let row = start; row < start + count; row += width) values.subarray(row, row + width).reverse();
}
