/** What is used of opentype.js, which brings no types. */
declare module 'opentype.js' {
  export interface Glyph {
    /** 0: the font has no such character. */
    index: number;
    /** In the font's units. */
    advanceWidth?: number;
    getPath(x: number, y: number, fontSize: number): { toPathData(decimalPlaces: number): string };
  }
  export interface Font {
    unitsPerEm: number;
    charToGlyph(character: string): Glyph;
    /** In the font's units. */
    getKerningValue(left: Glyph, right: Glyph): number;
  }
  const opentype: { parse(file: ArrayBuffer): Font };
  export default opentype;
}
