import { EMOTIONS, type EmotionName } from '#contracts/emotion';
import { EMOTION_LOOKS } from '#contracts/emotion-looks';
import type { Colour } from './canvas.ts';
import { FAINT, HATCH, INK, NO_ESTIMATE, PANEL, yuv } from './colours.ts';

/** All colours in the picture's own matrix. */
export class Palette {
  readonly panel: Colour;
  readonly ink: Colour;
  readonly faint: Colour;
  readonly hatch: Colour;
  readonly noEstimate: Colour;
  readonly emotions: Record<EmotionName, { colour: Colour; ink: Colour }>;

  constructor(matrix: 'bt709' | 'bt601') {
    const of = (hex: string) => yuv(hex, matrix);
    this.panel = of(PANEL);
    this.ink = of(INK);
    this.faint = of(FAINT);
    this.hatch = of(HATCH);
    this.noEstimate = of(NO_ESTIMATE);
    this.emotions = Object.fromEntries(
      EMOTIONS.map((name) => [name, { colour: of(EMOTION_LOOKS[name].colour), ink: of(EMOTION_LOOKS[name].ink) }]),
    ) as Palette['emotions'];
  }
}
