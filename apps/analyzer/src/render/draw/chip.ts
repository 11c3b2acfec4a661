import type { Box } from '#contracts/emotion';
import type { Canvas, Colour, Mask } from './canvas.ts';
import type { Palette } from './palette.ts';
import type { Sizes } from '../encode/sizes.ts';

/** Who it is, and what is estimated or why nothing is. */
export interface ChipText {
  name: Mask;
  words: readonly Mask[];
  colour: Colour;
}

/** Labels that are there already, and the boxes of the other faces. */
export interface Avoid {
  chips: readonly Box[];
  boxes: readonly Box[];
}

/**
 * A dark label with a bar of the emotion's colour, beside the box: above it, or else where there is room.
 * @param canvas the picture
 * @returns where it is
 */
export function drawChip(canvas: Canvas, box: Box, { name, words, colour }: ChipText, avoid: Avoid, sizes: Sizes, palette: Palette): Box {
  const { padding, line } = sizes;
  const space = Math.round(sizes.letters * 0.28);
  const width = line * 2 + padding * 2 + name.width + words.reduce((sum, word) => sum + space + word.width, 0);
  const height = name.height;
  const place = placed(box, { width: width + (width & 1), height }, canvas, line * 2 + 2, avoid);
  const [x, y] = place;
  canvas.fill(x, y, width, height, palette.panel, 0.82);
  canvas.fill(x, y, line * 2, height, colour);
  let at = x + line * 2 + padding;
  canvas.stamp(name, at, y, palette.faint, canvas.width - at);
  at += name.width;
  for (const word of words) {
    at += space;
    canvas.stamp(word, at, y, palette.ink, canvas.width - at);
    at += word.width;
  }
  return place;
}

/**
 * Above the box, below it, to its right, to its left, or in the corner above it where the face fills the picture: the first where there is
 * room, and no other label, and if possible no other face. Even.
 */
function placed(
  [bx, by, bw, bh]: Box,
  chip: { width: number; height: number },
  picture: { width: number; height: number },
  off: number,
  { chips, boxes }: Avoid,
): Box {
  const even = (value: number, limit: number) => 2 * Math.round(Math.max(0, Math.min(value, limit)) / 2);
  const [mostX, mostY] = [picture.width - chip.width, picture.height - chip.height];
  const wanted: [number, number][] = [
    [bx - off / 2, by - off - chip.height],
    [bx - off / 2, by + bh + off],
    [bx + bw + off, by],
    [bx - off - chip.width, by],
  ];
  const within = ([x, y]: [number, number], index: number) => (index < 2 ? y >= 0 && y <= mostY : x >= 0 && x <= mostX);
  const places = [...wanted.filter(within), [bx, 0]].map(([x, y]): Box => [even(x!, mostX), even(y!, mostY), chip.width, chip.height]);
  const free = (others: readonly Box[]) => places.find((place) => !others.some((other) => overlap(place, other)));
  return free([...chips, ...boxes]) ?? free(chips) ?? places[0]!;
}

const overlap = ([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box) => ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah;
