import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import opentype, { type Font, type Glyph } from 'opentype.js';
import sharp from 'sharp';
import type { Mask } from './canvas.ts';

/** Inter's parts by script, in the order in which a character is looked for. */
const PARTS = ['latin', 'latin-ext', 'vietnamese', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext'] as const;
const WEIGHT = 600;
const loaded = new Map<string, Promise<Font>>();

/** Room above and below the baseline as shares of the size: accents of capitals and descenders fit. */
const [ABOVE, BELOW] = [1.02, 0.3];

/** Sets lines of text as masks, in a font that comes with the program: no machine's fonts are needed. */
export class Lettering {
  readonly size: number;
  /** Of every mask; even. */
  readonly height: number;
  readonly #fonts: Font[];
  readonly #masks = new Map<string, Mask>();

  private constructor(size: number, fonts: Font[]) {
    this.size = size;
    this.height = 2 * Math.ceil((size * (ABOVE + BELOW)) / 2);
    this.#fonts = fonts;
  }

  /** @param size pixels of an em; @param texts everything that will be drawn */
  static async of(size: number, texts: readonly string[]): Promise<Lettering> {
    const characters = new Set(texts.flatMap((text) => [...text]));
    const fonts: Font[] = [];
    for (const part of PARTS) {
      if (fonts.length > 0 && [...characters].every((character) => fonts.some((font) => has(font, character)))) break;
      fonts.push(await fontOf(part));
    }
    const lettering = new Lettering(size, fonts);
    await lettering.#draw([...new Set(texts)]);
    return lettering;
  }

  /** @throws RangeError for a text that was not told of beforehand */
  mask(text: string): Mask {
    const mask = this.#masks.get(text);
    if (mask === undefined) throw new RangeError(`"${text}" has not been set.`);
    return mask;
  }

  /** Cut to so many pixels, with an ellipsis where something is missing. */
  static async fit(text: string, size: number, width: number): Promise<string> {
    const fonts = [await fontOf('latin'), await fontOf('latin-ext')];
    const characters = [...text];
    for (let length = characters.length; length > 0; length--) {
      const tried = length === characters.length ? text : `${characters.slice(0, length).join('').trimEnd()}…`;
      if (lineOf(tried, fonts, size).width <= width) return tried;
    }
    return '';
  }

  /** All in one picture, one below the other: rasterising has a cost per picture. */
  async #draw(texts: string[]): Promise<void> {
    const AT_ONCE = 200;
    for (let from = 0; from < texts.length; from += AT_ONCE) {
      const some = texts.slice(from, from + AT_ONCE).map((text) => ({ text, line: lineOf(text, this.#fonts, this.size) }));
      const width = 2 * Math.ceil(Math.max(2, ...some.map(({ line }) => line.width)) / 2) + 2;
      const height = some.length * this.height;
      const paths = some.map(({ line }, index) => pathOf(line, this.size, index * this.height + Math.round(this.size * ABOVE))).join('');
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><path d="${paths}" fill="#fff"/></svg>`;
      const { data, info } = await sharp(Buffer.from(svg)).extractChannel('alpha').raw().toBuffer({ resolveWithObject: true });
      some.forEach(({ text, line }, index) => {
        const needed = Math.min(info.width, 2 * Math.ceil((line.width + 1) / 2));
        this.#masks.set(text, { advance: line.width, ...cut(data, info.width, index * this.height, needed, this.height) });
      });
    }
  }
}

function fontOf(part: string): Promise<Font> {
  let font = loaded.get(part);
  if (font === undefined) {
    font = (async () => {
      const file = await readFile(createRequire(import.meta.url).resolve(`@fontsource/inter/files/inter-${part}-${WEIGHT}-normal.woff`));
      return opentype.parse(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
    })();
    loaded.set(part, font);
  }
  return font;
}

interface Placed {
  glyph: Glyph;
  x: number;
}
interface Line {
  placed: Placed[];
  width: number;
}

/**
 * Glyph by glyph with kerning: what else shaping does, these texts need not. A character that no font has becomes the first
 * one's replacement.
 */
function lineOf(text: string, fonts: readonly Font[], size: number): Line {
  let x = 0;
  let before: { font: Font; glyph: Glyph } | null = null;
  const placed = [...text].map((character) => {
    const font = fonts.find((one) => has(one, character)) ?? fonts[0]!;
    const glyph = font.charToGlyph(character);
    const scale = size / font.unitsPerEm;
    if (before?.font === font) x += font.getKerningValue(before.glyph, glyph) * scale;
    const at = x;
    x += (glyph.advanceWidth ?? 0) * scale;
    before = { font, glyph };
    return { glyph, x: at };
  });
  return { placed, width: x };
}

const has = (font: Font, character: string) => font.charToGlyph(character).index > 0;

const pathOf = ({ placed }: Line, size: number, baseline: number) =>
  placed.map(({ glyph, x }) => glyph.getPath(x, baseline, size).toPathData(2)).join('');

function cut(sheet: Uint8Array, stride: number, top: number, width: number, height: number): Omit<Mask, 'advance'> {
  const full = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) full.set(sheet.subarray((top + row) * stride, (top + row) * stride + width), row * width);
  const half = new Uint8Array((width / 2) * (height / 2));
  for (let row = 0; row < height / 2; row++) {
    for (let column = 0; column < width / 2; column++) {
      const at = row * 2 * width + column * 2;
      half[row * (width / 2) + column] = (full[at]! + full[at + 1]! + full[at + width]! + full[at + width + 1]! + 2) >> 2;
    }
  }
  return { width, height, full, half };
}
