import { between, seeded } from '../evaluate/random.ts';
import type { Plane } from '../frame.ts';

/** Where a face picture has its mouth, as shares of its side: the middle of the line between the lips, and half the mouth's width. */
export interface Mouth {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
}

/** How a mouth stands: `open` is the height of the opening as a share of the face's side; `wide` scales its width ("oo" below 1, "ee" above). */
export interface MouthShape {
  readonly open: number;
  readonly wide: number;
}

const CLOSED: MouthShape = { open: 0, wide: 1 };
/** Of an opening, what the upper lip gives; the jaw gives the rest. */
const UPPER = 0.25;
/** How far from the lips the skin moves along, as shares of the side: towards the nose, and to the chin. */
const [TO_NOSE, TO_CHIN] = [0.05, 0.16];
/** Grey level inside a mouth as a share of the lips', and of the row of teeth under the upper lip. */
const [INSIDE, TEETH] = [0.35, 1.25];

/**
 * The face with its mouth moved: the lips part around a dark inside with upper teeth, skin above and below goes along and less so the further away it is. A drawing,
 * not a person's anatomy; it moves what a talking face moves and leaves brows and eyes alone.
 */
export function moveMouth({ data, width, height, stride }: Plane, mouth: Mouth, { open, wide }: MouthShape): Plane {
  const moved = new Uint8Array(width * height);
  const [cx, cy, half] = [mouth.x * width, mouth.y * height, mouth.halfWidth * width * wide];
  const opening = open * height;
  const at = (x: number, y: number): number => {
    const [column, row] = [Math.max(0, Math.min(width - 1.001, x)), Math.max(0, Math.min(height - 1.001, y))];
    const [left, top] = [Math.floor(column), Math.floor(row)];
    const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
    const [fx, fy] = [column - left, row - top];
    const upper = data[top * stride + left]! * (1 - fx) + data[top * stride + right]! * fx;
    return upper * (1 - fy) + (data[bottom * stride + left]! * (1 - fx) + data[bottom * stride + right]! * fx) * fy;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const across = (x - cx) / half;
      // Lips part as an almond, the jaw takes a wider stretch of skin along.
      const lips = opening * Math.max(0, 1 - across ** 2);
      const jaw = opening * Math.exp(-((across / 1.6) ** 2));
      const [top, bottom] = [cy - UPPER * lips, cy + (1 - UPPER) * lips];
      // A wide or narrow mouth is the skin around it, stretched.
      const around = Math.exp(-(((y - cy) / (TO_CHIN * height)) ** 2)) * Math.exp(-((across / 2) ** 2));
      const fromX = cx + (x - cx) * (1 + (1 / wide - 1) * around);
      const fromY =
        y < cy
          ? y + UPPER * lips * Math.exp(-Math.max(0, top - y) / (TO_NOSE * height))
          : y - (1 - UPPER) * (y < bottom ? lips : jaw) * Math.exp(-Math.max(0, y - bottom) / (TO_CHIN * height));
      let value = at(fromX, Math.max(fromY, y < cy ? 0 : cy));
      if (lips > 0.5 && y > top && y < bottom) {
        const inside = at(cx, cy) * (y - top < 0.25 * lips && lips > 0.04 * height ? TEETH : INSIDE);
        const soft = Math.min(1, (y - top) / 1.5, (bottom - y) / 1.5);
        value += (inside - value) * soft;
      }
      moved[y * width + x] = Math.max(0, Math.min(255, value + 0.5));
    }
  }
  return { data: moved, width, height, stride: width };
}

/** A stretch of time in which a person speaks. */
export interface Speech {
  readonly startMs: number;
  readonly endMs: number;
}

/** Syllables a second of conversational English (Tauroza and Allison 1990: 3.2 to 5.3), and the opening at the loudest, as a share of the face's side. */
const [SYLLABLES, MOST_OPEN] = [4.2, 0.17];

/**
 * A mouth that speaks and is silent by turns, four to nine seconds each: every syllable opens it to a height of its own and closes it again,
 * words have pauses between them. The same seed gives the same mouth.
 */
export class TalkingMouth {
  readonly speech: readonly Speech[];
  readonly #syllables: { startMs: number; endMs: number; shape: MouthShape }[] = [];

  constructor(durationMs: number, ...seed: readonly (string | number)[]) {
    const random = seeded('talking', ...seed);
    const speech: Speech[] = [];
    for (let atMs = between(random, 4_000, 6_000); atMs < durationMs; ) {
      const endMs = Math.min(durationMs, atMs + between(random, 4_000, 9_000));
      speech.push({ startMs: atMs, endMs });
      while (atMs < endMs) {
        const lengthMs = (1_000 / SYLLABLES) * between(random, 0.6, 1.5);
        const shape = { open: MOST_OPEN * between(random, 0.2, 1), wide: between(random, 0.75, 1.2) };
        this.#syllables.push({ startMs: atMs, endMs: Math.min(endMs, atMs + lengthMs), shape });
        atMs += lengthMs + (random() < 0.2 ? between(random, 100, 400) : 0);
      }
      atMs = endMs + between(random, 4_000, 9_000);
    }
    this.speech = speech;
  }

  speaks(atMs: number): boolean {
    return this.speech.some(({ startMs, endMs }) => atMs >= startMs && atMs < endMs);
  }

  shape(atMs: number): MouthShape {
    const syllable = this.#syllables.find(({ startMs, endMs }) => atMs >= startMs && atMs < endMs);
    if (syllable === undefined) return CLOSED;
    const share = Math.sin((Math.PI * (atMs - syllable.startMs)) / (syllable.endMs - syllable.startMs));
    return { open: syllable.shape.open * share, wide: 1 + (syllable.shape.wide - 1) * share };
  }
}
