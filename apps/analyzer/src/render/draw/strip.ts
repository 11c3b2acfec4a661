import { emotionOf, emotionsOf } from '#contracts/emotion';
import { lookOf } from '#contracts/emotion-looks';
import type { FaceTimeline } from '#contracts/recording-link';
import { clockText } from '#contracts/time';
import { ExpressionTrack } from '#timeline/expression-track';
import { Canvas } from './canvas.ts';
import type { FaceMoment } from '../face-moments.ts';
import { Lettering } from './lettering.ts';
import type { Palette } from './palette.ts';
import type { Sizes } from '../encode/sizes.ts';
import { NO_SAMPLE, NOTICE, STATE_WORDS, stateWords } from './words.ts';

/** More would leave no room for the picture. */
export const MOST_ROWS = 4;
const CLOCK = [...'0123456789:/ '];

interface Row {
  top: number;
  track: ExpressionTrack;
  name: string;
}

/**
 * The strip below the picture: the whole video from left to right, one row a face in the colour of the leading emotion, hatched where
 * there is no estimate; a line at the moment that is shown. Drawn once; each frame gets a copy with the line and the time.
 */
export class Strip {
  readonly height: number;
  readonly #canvas: Canvas;
  readonly #rows: Row[];
  readonly #letters: Lettering;
  readonly #digit: number;
  readonly #sizes: Sizes;
  readonly #palette: Palette;
  readonly #left: number;
  readonly #right: number;
  readonly #durationMs: number;

  private constructor(canvas: Canvas, rows: Row[], letters: Lettering, sizes: Sizes, palette: Palette, left: number, durationMs: number) {
    this.#canvas = canvas;
    this.#rows = rows;
    this.#letters = letters;
    this.#sizes = sizes;
    this.#palette = palette;
    this.#left = left;
    this.#right = canvas.width - sizes.padding;
    this.#durationMs = Math.max(1, durationMs);
    this.height = canvas.height;
    this.#digit = Math.max(...CLOCK.slice(0, 10).map((digit) => letters.mask(digit).advance));
  }

  /** @param names what the faces are called, already short enough */
  static async of(
    width: number,
    faces: readonly FaceTimeline[],
    names: readonly string[],
    durationMs: number,
    sizes: Sizes,
    palette: Palette,
  ): Promise<Strip> {
    const shown = faces.slice(0, MOST_ROWS);
    const texts = [
      NOTICE,
      NO_SAMPLE,
      ...CLOCK,
      ...Object.values(STATE_WORDS),
      ...names,
      ...emotionsIn(faces).flatMap((name) => [lookOf(name).letter, name]),
    ];
    const letters = await Lettering.of(sizes.smallLetters, texts);
    const { padding, row, gap } = sizes;
    const height = padding + shown.length * (row + gap) + letters.height + (padding >> 2) * 2;
    const gutter = Math.max(0, ...names.slice(0, MOST_ROWS).map((name) => letters.mask(name).width));
    const left = padding + (gutter === 0 ? 0 : gutter + padding);
    const rows = shown.map((face, index) => ({
      top: padding + index * (row + gap),
      track: new ExpressionTrack(face.samples, durationMs),
      name: names[index]!,
    }));
    const strip = new Strip(Canvas.blank(width, height), rows, letters, sizes, palette, left, durationMs);
    strip.#drawOnce();
    return strip;
  }

  /** @param moments of the faces in their order @param top the row of `target` at which the strip begins, even */
  draw(target: Canvas, top: number, atMs: number, moments: readonly (FaceMoment | null)[]): void {
    target.place(this.#canvas, top);
    const x = this.#xOf(atMs);
    const { line, row } = this.#sizes;
    this.#rows.forEach(({ top: rowTop }, index) => {
      const moment = moments[index] ?? null;
      if (moment === null || moment.estimate === null) this.#sayWhy(target, stateWords(moment), x, top + rowTop);
      target.shade(x - 2, top + rowTop, line + 4, row, 16, 0.6);
      target.fill(x, top + rowTop - line, line, row + 2 * line, this.#palette.ink);
    });
    const baseline = top + this.height - this.#letters.height - (this.#sizes.padding >> 2);
    this.#drawClock(target, `${clockText(atMs)} / ${clockText(this.#durationMs)}`, this.#sizes.padding, baseline);
  }

  /** Beside the line, on the side with room. */
  #sayWhy(target: Canvas, words: string, x: number, rowTop: number): void {
    const mask = this.#letters.mask(words);
    const width = mask.width + this.#sizes.padding;
    const left = x + this.#sizes.line + 2 + width <= this.#right ? x + this.#sizes.line + 2 : x - 2 - width;
    target.fill(left, rowTop, width, this.#sizes.row, this.#palette.panel, 0.85);
    target.stamp(mask, left + this.#sizes.padding / 2, this.#middle(rowTop), this.#palette.ink);
  }

  #drawClock(target: Canvas, text: string, x: number, y: number): void {
    let at = x;
    for (const character of text) {
      const mask = this.#letters.mask(character);
      const isDigit = character >= '0' && character <= '9';
      // All digits take the same room, so that nothing moves as they change.
      target.stampGrey(mask, at + (isDigit ? (this.#digit - mask.advance) / 2 : 0), y, this.#palette.ink.y);
      at += isDigit ? this.#digit : mask.advance;
    }
  }

  #drawOnce(): void {
    const { width, height } = this.#canvas;
    this.#canvas.fill(0, 0, width, height, this.#palette.panel);
    for (const row of this.#rows) this.#drawRow(row);
    const baseline = height - this.#letters.height - (this.#sizes.padding >> 2);
    const notice = this.#letters.mask(NOTICE);
    this.#canvas.stamp(notice, this.#right - notice.width, baseline, this.#palette.faint);
    const clockWidth = this.#digit * (this.#durationMs >= 3_600_000 ? 15 : 11);
    this.#drawLegend(this.#sizes.padding + clockWidth, this.#right - notice.width - this.#sizes.padding * 2, baseline);
  }

  #drawRow({ top, track, name }: Row): void {
    const { row, padding } = this.#sizes;
    this.#canvas.stamp(this.#letters.mask(name), padding, this.#middle(top), this.#palette.faint);
    this.#hatch(this.#left, top, this.#right - this.#left, row);
    const steps = (this.#right - this.#left) >> 1;
    const leading = track.spark(0, this.#durationMs, steps).map((step) => (step === null ? null : emotionOf(step.label)));
    for (let from = 0; from < steps; ) {
      let to = from + 1;
      while (to < steps && leading[to] === leading[from]) to++;
      const emotion = leading[from] ?? null;
      if (emotion !== null) this.#drawStretch(emotion, this.#left + from * 2, top, (to - from) * 2);
      from = to;
    }
  }

  #drawStretch(emotion: string, x: number, top: number, width: number): void {
    const { colour, ink } = this.#palette.emotion(emotion);
    this.#canvas.fill(x, top, width, this.#sizes.row, colour);
    const letter = this.#letters.mask(lookOf(emotion).letter);
    if (width >= letter.width + this.#sizes.padding) this.#canvas.stamp(letter, x + (width - letter.width) / 2, this.#middle(top), ink);
  }

  #hatch(left: number, top: number, width: number, height: number): void {
    const step = Math.max(6, this.#sizes.gap * 2);
    for (let y = 0; y < height; y++) {
      for (let x = (step - (y % step)) % step; x < width; x += step) this.#canvas.shade(left + x, top + y, 1, 1, this.#palette.hatch.y, 1);
    }
  }

  /** What the colours of this video mean, as far as there is room; the letters say it too. */
  #drawLegend(from: number, to: number, y: number): void {
    const seen = emotionsOf(this.#rows.flatMap(({ track }) => track.pieces.flatMap(({ label }) => (label === null ? [] : [label]))));
    const side = this.#sizes.smallLetters & ~1;
    let x = from;
    for (const emotion of seen) {
      const word = this.#letters.mask(emotion);
      const width = side + this.#sizes.gap * 2 + word.width;
      if (x + width > to) return;
      this.#canvas.fill(x, y + (word.height - side) / 2, side, side, this.#palette.emotion(emotion).colour);
      this.#canvas.stamp(word, x + side + this.#sizes.gap * 2, y, this.#palette.faint);
      x += width + this.#sizes.padding * 1.5;
    }
  }

  #xOf(atMs: number): number {
    const share = Math.min(1, Math.max(0, atMs / this.#durationMs));
    return 2 * Math.floor((this.#left + share * (this.#right - this.#left - this.#sizes.line)) / 2);
  }

  #middle(rowTop: number): number {
    return rowTop + 2 * Math.round((this.#sizes.row - this.#letters.height) / 4);
  }
}

/** The names that people see of all classes that these faces' models have. */
export const emotionsIn = (faces: readonly FaceTimeline[]): string[] => emotionsOf(faces.flatMap(({ samples }) => samples.classes));
