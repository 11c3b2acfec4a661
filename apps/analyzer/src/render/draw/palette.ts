import { lookOf } from '#contracts/emotion-looks';
import type { Colour } from './canvas.ts';
import { FAINT, HATCH, INK, NO_ESTIMATE, PANEL, yuv } from './colours.ts';

/** All colours in the picture's own matrix. */
export class Palette {
  readonly panel: Colour;
  readonly ink: Colour;
  readonly faint: Colour;
  readonly hatch: Colour;
  readonly noEstimate: Colour;
  readonly #of: (hex: string) => Colour;
  readonly #emotions = new Map<string, { colour: Colour; ink: Colour }>();

  constructor(matrix: 'bt709' | 'bt601') {
    const of = (this.#of = (hex: string) => yuv(hex, matrix));
    this.panel = of(PANEL);
    this.ink = of(INK);
    this.faint = of(FAINT);
    this.hatch = of(HATCH);
    this.noEstimate = of(NO_ESTIMATE);
  }

  /** Of an expression, by the name that people see. */
  emotion(name: string): { colour: Colour; ink: Colour } {
    let found = this.#emotions.get(name);
    if (found === undefined) {
      const look = lookOf(name);
      this.#emotions.set(name, (found = { colour: this.#of(look.colour), ink: this.#of(look.ink) }));
    }
    return found;
  }
}
