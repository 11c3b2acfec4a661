import { describe, expect, it } from 'vitest';
import type { Mask } from './canvas.ts';
import { Lettering } from './lettering.ts';

const inked = ({ full }: Mask) => full.reduce((sum, cover) => sum + cover, 0) / 255;
/** Covered pixels of the upper part, where accents of capitals are. */
const above = ({ full, width, height }: Mask) => inked({ full: full.subarray(0, Math.round(height * 0.15) * width) } as Mask);

describe('Lettering', () => {
  it('sets text without any font of the machine, Czech, Greek and Cyrillic too', async () => {
    const letters = await Lettering.of(20, ['Z', 'Ž', 'Ř', 'Ω', 'Ж', 'happiness']);
    for (const text of ['Z', 'Ž', 'Ř', 'Ω', 'Ж']) expect(inked(letters.mask(text))).toBeGreaterThan(20);
    expect(above(letters.mask('Z'))).toBe(0);
    expect(above(letters.mask('Ž'))).toBeGreaterThan(2);
    // No two are the box that stands for what a font does not have.
    expect(letters.mask('Ω').full).not.toEqual(letters.mask('Ж').full);
    expect(letters.mask('happiness').advance).toBeGreaterThan(80);
  });

  it('makes masks of even sides, with the mean of each four pixels for chroma', async () => {
    const { width, height, full, half } = (await Lettering.of(15, ['A'])).mask('A');
    expect([width % 2, height % 2]).toEqual([0, 0]);
    const [x, y] = [Math.floor(width / 4), Math.floor(height / 4)];
    const four = [0, 1, width, width + 1].map((step) => full[y * 2 * width + x * 2 + step]!);
    expect(Math.abs(half[y * (width / 2) + x]! - four.reduce((sum, cover) => sum + cover, 0) / 4)).toBeLessThan(1);
  });

  it('shortens what does not fit', async () => {
    expect(await Lettering.fit('Jana', 20, 200)).toBe('Jana');
    expect(await Lettering.fit('Jana Nováková-Dvořáková', 20, 100)).toMatch(/^Jana.*…$/);
    expect(await Lettering.fit('Jana', 20, 5)).toBe('');
  });
});
