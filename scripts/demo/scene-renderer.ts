import type { EmotionName } from '#contracts/emotion';
import type { GreyImage } from './face-images.ts';
import { blendAt, STORY, type Scene } from './story.ts';

export interface SceneOptions {
  /** Pixels, even. */
  width: number;
  height: number;
  story?: readonly Scene[];
  /** Height of the face picture as a share of the frame's height; the face in it is a little smaller. Default 0.48. */
  faceShare?: number;
}

interface Colour {
  y: number;
  u: number;
  v: number;
}
const WALL: Colour = { y: 168, u: 126, v: 124 };
const HAIR: Colour = { y: 52, u: 124, v: 134 };
const CLOTHES: Colour = { y: 92, u: 140, v: 116 };
const NECK: Colour = { y: 122, u: 117, v: 143 };
const SKIN: Colour = { y: 152, u: 117, v: 142 };

/** 1 inside, 0 outside, smooth over `feather` (in units of the radius). */
function ellipse(x: number, y: number, cx: number, cy: number, rx: number, ry: number, feather: number): number {
  const distance = Math.hypot((x - cx) / rx, (y - cy) / ry);
  return Math.min(1, Math.max(0, (1 - distance) / feather + 0.5));
}

/**
 * Draws the synthetic patient: a composite face with hair, neck and shoulders before a plain wall, swaying a little, its
 * expression going through a story. Frames are I420 (planes Y, U, V one after another), made in about a millisecond.
 */
export class SceneRenderer {
  readonly width: number;
  readonly height: number;
  readonly #faces: Record<EmotionName, Uint8Array>;
  readonly #story: readonly Scene[];
  readonly #side: number;
  readonly #mask: Float32Array;
  readonly #backdrop: Uint8ClampedArray;
  readonly #left: number;
  readonly #top: number;

  constructor(faces: Record<EmotionName, GreyImage>, options: SceneOptions) {
    if (options.width % 2 !== 0 || options.height % 2 !== 0)
      throw new RangeError('Width and height must be even: chroma has half of each.');
    this.width = options.width;
    this.height = options.height;
    this.#story = options.story ?? STORY;
    this.#side = 2 * Math.round(((options.faceShare ?? 0.48) * options.height) / 2);
    this.#left = 2 * Math.round((this.width - this.#side) / 4);
    this.#top = 2 * Math.round((this.height * 0.44 - this.#side / 2) / 2);
    this.#faces = Object.fromEntries(Object.entries(faces).map(([name, face]) => [name, scaled(face, this.#side)])) as Record<
      EmotionName,
      Uint8Array
    >;
    this.#mask = faceMask(this.#side);
    this.#backdrop = this.#paintBackdrop();
  }

  /** Length of one round of the story. */
  get lengthMs(): number {
    return this.#story.reduce((sum, scene) => sum + scene.durationMs, 0);
  }

  /** The frame `timeMs` after the start: a fresh I420 buffer of `width * height * 1.5` bytes. */
  frame(timeMs: number): Uint8ClampedArray<ArrayBuffer> {
    const data = new Uint8ClampedArray(this.#backdrop);
    // Whole, even pixels: chroma stays in place and no frame is blurred by moving it.
    const dx = 2 * Math.round((Math.sin(timeMs / 1_700) * this.width) / 320);
    const dy = 2 * Math.round((Math.sin(timeMs / 2_300 + 1) * this.height) / 360);
    const { from, to, mix } = blendAt(this.#story, timeMs);
    const [before, after] = [this.#faces[from], this.#faces[to]];
    const [side, masks, corner] = [this.#side, this.#mask, (this.#top + dy) * this.width + this.#left + dx];
    for (let row = 0; row < side; row++) {
      const line = corner + row * this.width;
      for (let column = 0; column < side; column++) {
        const at = row * side + column;
        const mask = masks[at]!;
        if (mask === 0) continue;
        const value = before[at]! + (after[at]! - before[at]!) * mix;
        data[line + column] = data[line + column]! + (value - data[line + column]!) * mask;
      }
    }
    return data;
  }

  /** Everything but the face: wall, hair, neck, shoulders, and the colour of the skin under the face's mask. */
  #paintBackdrop(): Uint8ClampedArray {
    const { width, height } = this;
    const [side, cx, cy] = [this.#side, this.#left + this.#side / 2, this.#top + this.#side / 2];
    const data = new Uint8ClampedArray((width * height * 3) / 2);
    const chroma = width * height;
    const shapes: { colour: Colour; cover: (x: number, y: number) => number }[] = [
      { colour: NECK, cover: (x, y) => ellipse(x, y, cx, cy + side * 0.55, side * 0.21, side * 0.42, 0.12) },
      { colour: HAIR, cover: (x, y) => ellipse(x, y, cx, cy - side * 0.07, side * 0.47, side * 0.52, 0.08) },
      { colour: CLOTHES, cover: (x, y) => ellipse(x, y, cx, cy + side * 1.35, side * 0.95, side * 0.68, 0.04) },
      { colour: SKIN, cover: (x, y) => ellipse(x, y, cx, cy, side * 0.41, side * 0.46, 0.12) },
    ];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const light = 1 - 0.25 * Math.hypot(x / width - 0.35, y / height - 0.2);
        let [luma, u, v] = [WALL.y * light, WALL.u, WALL.v];
        for (const { colour, cover } of shapes) {
          const share = cover(x, y);
          if (share === 0) continue;
          luma += (colour.y - luma) * share;
          u += (colour.u - u) * share;
          v += (colour.v - v) * share;
        }
        data[y * width + x] = luma;
        if (x % 2 === 0 && y % 2 === 0) {
          const at = (y >> 1) * (width >> 1) + (x >> 1);
          data[chroma + at] = u;
          data[chroma * 1.25 + at] = v;
        }
      }
    }
    return data;
  }
}

/** Where the composite face covers the scene: an oval with soft edges, so that its square border does not show. */
function faceMask(side: number): Float32Array {
  return Float32Array.from({ length: side * side }, (_, at) =>
    ellipse(at % side, Math.floor(at / side), (side - 1) / 2, side * 0.5, side * 0.41, side * 0.46, 0.16),
  );
}

/** Bilinear, to `side` pixels. */
function scaled(image: GreyImage, side: number): Uint8Array {
  const out = new Uint8Array(side * side);
  const step = (image.side - 1) / (side - 1);
  for (let y = 0; y < side; y++) {
    const y0 = Math.min(image.side - 2, Math.floor(y * step));
    const fy = y * step - y0;
    for (let x = 0; x < side; x++) {
      const x0 = Math.min(image.side - 2, Math.floor(x * step));
      const fx = x * step - x0;
      const at = y0 * image.side + x0;
      const top = image.pixels[at]! * (1 - fx) + image.pixels[at + 1]! * fx;
      const bottom = image.pixels[at + image.side]! * (1 - fx) + image.pixels[at + image.side + 1]! * fx;
      out[y * side + x] = top * (1 - fy) + bottom * fy;
    }
  }
  return out;
}
