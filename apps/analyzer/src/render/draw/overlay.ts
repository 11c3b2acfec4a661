import { type Box } from '#contracts/emotion';
import type { FaceTimeline } from '#contracts/recording-link';
import { Canvas } from './canvas.ts';
import { drawChip, type ChipText } from './chip.ts';
import { drawBox } from './face-box.ts';
import { FaceMoments, type FaceMoment } from '../face-moments.ts';
import { Lettering } from './lettering.ts';
import { Palette } from './palette.ts';
import { sizesFor, type Sizes } from '../encode/sizes.ts';
import { emotionsIn, Strip } from './strip.ts';
import { NO_SAMPLE, percent, STATE_WORDS, stateWords } from './words.ts';

/** Names are cut to this share of the width. */
const NAME_SHARE = 0.22;

/** Draws what is estimated onto the frames of one video, and the strip below them. */
export class Overlay {
  /** Rows below the picture; even. */
  readonly extraHeight: number;
  readonly #picture: { width: number; height: number };
  readonly #faces: { name: string; moments: FaceMoments }[];
  readonly #letters: Lettering;
  readonly #strip: Strip;
  readonly #sizes: Sizes;
  readonly #palette: Palette;

  private constructor(
    picture: { width: number; height: number },
    faces: { name: string; moments: FaceMoments }[],
    letters: Lettering,
    strip: Strip,
    sizes: Sizes,
    palette: Palette,
  ) {
    this.#picture = picture;
    this.#faces = faces;
    this.#letters = letters;
    this.#strip = strip;
    this.#sizes = sizes;
    this.#palette = palette;
    this.extraHeight = strip.height;
  }

  static async of(
    picture: { width: number; height: number },
    faces: readonly FaceTimeline[],
    durationMs: number,
    matrix: 'bt709' | 'bt601',
  ): Promise<Overlay> {
    const sizes = sizesFor(picture.width, picture.height);
    const palette = new Palette(matrix);
    const names = await Promise.all(faces.map(({ name }) => Lettering.fit(name, sizes.letters, picture.width * NAME_SHARE)));
    const percents = Array.from({ length: 101 }, (_, value) => percent(value / 100));
    const letters = await Lettering.of(sizes.letters, [
      ...names,
      ...percents,
      NO_SAMPLE,
      ...Object.values(STATE_WORDS),
      ...emotionsIn(faces),
    ]);
    const strip = await Strip.of(picture.width, faces, names, durationMs, sizes, palette);
    return new Overlay(
      picture,
      faces.map((face, index) => ({ name: names[index]!, moments: new FaceMoments(face) })),
      letters,
      strip,
      sizes,
      palette,
    );
  }

  /** @param canvas the picture with `extraHeight` more rows; times must not decrease */
  draw(canvas: Canvas, atMs: number): void {
    const moments = this.#faces.map((face) => face.moments.at(atMs));
    // Boxes first, so that no line crosses a label.
    const picture = new Canvas(this.#picture.width, this.#picture.height, canvas.planes);
    for (const moment of moments)
      if (moment !== null && moment.box !== null)
        drawBox(picture, moment.box, this.#colour(moment), this.#sizes.line, moment.estimate === null);
    const chips: Box[] = [];
    moments.forEach((moment, index) => {
      if (moment === null || moment.box === null) return;
      const boxes = moments.flatMap((other) => (other === null || other === moment || other.box === null ? [] : [other.box]));
      chips.push(drawChip(picture, moment.box, this.#chip(this.#faces[index]!.name, moment), { chips, boxes }, this.#sizes, this.#palette));
    });
    this.#strip.draw(canvas, this.#picture.height, atMs, moments);
  }

  #colour({ estimate }: FaceMoment) {
    return estimate === null ? this.#palette.noEstimate : this.#palette.emotion(estimate.emotion).colour;
  }

  #chip(name: string, moment: FaceMoment): ChipText {
    const { estimate } = moment;
    const words = estimate === null ? [stateWords(moment)] : [estimate.emotion, percent(estimate.probability)];
    return { name: this.#letters.mask(name), words: words.map((word) => this.#letters.mask(word)), colour: this.#colour(moment) };
  }
}
