import type { Box } from '#contracts/emotion';
import type { Canvas, Colour, Mask } from './canvas.ts';
import type { Palette } from './palette.ts';
import type { Sizes } from './sizes.ts';

/** Who it is, and what is estimated or why nothing is. */
export interface ChipText { name: Mask; words: readonly Mask[]; colour: Colour }

/** A dark label with a bar of the emotion's colour, beside the box: above it, or else where there is room. */
export function drawChip(canvas: Canvas, picture: { width: number; height: number }, box: Box, { name, words, colour }: ChipText, sizes: Sizes, palette: Palette): void {
  const { padding, line } = sizes;
  const space = Math.round(sizes.letters * 0.28);
  const width = line * 2 + padding * 2 + name.width + words.reduce((sum, word) => sum + space + word.width, 0);
  const height = name.height;
  const { x, y } = placed(box, { width: width + (width & 1), height }, picture, line * 2 + 2);
  canvas.fill(x, y, width, height, palette.panel, 0.82);
  canvas.fill(x, y, line * 2, height, colour);
  let at = x + line * 2 + padding;
  canvas.stamp(name, at, y, palette.faint, picture.width - at);
  at += name.width;
  for (const word of words) {
    at += space;
    canvas.stamp(word, at, y, palette.ink, picture.width - at);
    at += word.width;
  }
}

/** Above the box, below it, to its right, to its left; in the corner above it where the face fills the picture. Even. */
function placed([bx, by, bw, bh]: Box, chip: { width: number; height: number }, picture: { width: number; height: number }, off: number): { x: number; y: number } {
  const within = (value: number, size: number, limit: number) => 2 * Math.round(Math.max(0, Math.min(value, limit - size)) / 2);
  const beside = within(by, chip.height, picture.height);
  const above = by - off - chip.height;
  if (above >= 0) return { x: within(bx - off / 2, chip.width, picture.width), y: 2 * Math.floor(above / 2) };
  const below = by + bh + off;
  if (below + chip.height <= picture.height) return { x: within(bx - off / 2, chip.width, picture.width), y: 2 * Math.ceil(below / 2) };
  if (bx + bw + off + chip.width <= picture.width) return { x: 2 * Math.ceil((bx + bw + off) / 2), y: beside };
  if (bx - off - chip.width >= 0) return { x: 2 * Math.floor((bx - off - chip.width) / 2), y: beside };
  return { x: within(bx, chip.width, picture.width), y: 0 };
}
