import { describe, expect, it } from 'vitest';
import type { Box } from '#contracts/emotion';
import { Canvas, type Mask } from './canvas.ts';
import { drawChip, type Avoid } from './chip.ts';
import { Palette } from './palette.ts';
import { sizesFor } from '../encode/sizes.ts';

const mask: Mask = { advance: 40, width: 40, height: 16, full: new Uint8Array(640), half: new Uint8Array(160) };
const palette = new Palette('bt601');
function setup(box: Box, avoid: Partial<Avoid> = {}): Box {
  const chip = { name: mask, words: [mask], colour: palette.noEstimate };
  return drawChip(Canvas.blank(320, 240), box, chip, { chips: [], boxes: [], ...avoid }, sizesFor(320, 240), palette);
}
const overlap = ([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box) => ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah;

describe('drawChip', () => {
  it('lies above the face, below it or beside it, never on it while there is room', () => {
    for (const box of [
      [100, 100, 60, 60],
      [100, 5, 60, 60],
      [10, 2, 60, 236],
      [250, 2, 60, 236],
      [300, 100, 20, 20],
    ] as Box[]) {
      const place = setup(box);
      expect(overlap(place, box)).toBe(false);
      expect(place[0] >= 0 && place[1] >= 0 && place[0] + place[2] <= 320 && place[1] + place[3] <= 240).toBe(true);
    }
  });

  it('lies at the edge of the picture where a face fills it', () => {
    expect(setup([5, 2, 310, 236])[1]).toBe(0);
  });

  it('makes way for another face and, above all, for its label', () => {
    const box: Box = [100, 100, 60, 60];
    const first = setup(box);
    expect(overlap(setup(box, { boxes: [first] }), first)).toBe(false);
    expect(overlap(setup(box, { chips: [first], boxes: [[0, 0, 320, 240]] }), first)).toBe(false);
  });
});
