import type { Colour } from './canvas.ts';

/** Of the panel below the picture and the chips beside the boxes. */
export const PANEL = '#15181c';
export const INK = '#f2f4f6';
export const FAINT = '#a9b2bb';
export const HATCH = '#565e67';
/** Boxes without an estimate. */
export const NO_ESTIMATE = '#d4d8dc';

/** `#rrggbb` in limited range (BT.601, BT.709). */
export function yuv(hex: string, matrix: 'bt709' | 'bt601'): Colour {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255) as [number, number, number];
  const [kr, kb] = matrix === 'bt709' ? [0.2126, 0.0722] : [0.299, 0.114];
  const y = kr * r + (1 - kr - kb) * g + kb * b;
  return { y: Math.round(16 + 219 * y), u: Math.round(128 + (112 * (b - y)) / (1 - kb)), v: Math.round(128 + (112 * (r - y)) / (1 - kr)) };
}
