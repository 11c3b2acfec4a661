import type { Plane } from '#inference/frame';
import type { Face } from '../detector.ts';
import type { Cascade } from './cascade.ts';
import { CompiledCascade } from './compiled-cascade.ts';
import { groupRectangles, type Rect } from './group.ts';
import { integrate } from './integral.ts';
import { resizeExact } from './resize-exact.ts';
import { roundHalfEven } from './rounding.ts';

export interface HaarOptions {
  /** From one size of faces to the next; above 1. */
  readonly scaleFactor: number;
  /** A face needs more windows than this that agree on it. */
  readonly minNeighbors: number;
  /** Smallest and largest face in pixels; 0 leaves it to the cascade and the plane. */
  readonly minSize: number;
  readonly maxSize: number;
  /** Slides by two pixels at every size instead of OpenCV's one at the larger ones: about a third of the work. */
  readonly coarse: boolean;
}

export const HAAR_DEFAULTS: HaarOptions = { scaleFactor: 1.1, minNeighbors: 3, minSize: 0, maxSize: 0, coarse: false };

/**
 * Viola-Jones detection as OpenCV 4's CascadeClassifier::detectMultiScale does it: the plane is shrunk step by step, and
 * windows of the training size slide over it, by two pixels while the shrinking is below two, else by one.
 */
export class HaarDetector {
  readonly #cascade: CompiledCascade;
  readonly #options: HaarOptions;
  #pixels = new Uint8Array(0);
  #sums = new Int32Array(0);
  #squares = new Int32Array(0);
  #stride = 0;

  constructor(cascade: Cascade, options: Partial<HaarOptions> = {}) {
    this.#cascade = new CompiledCascade(cascade);
    this.#options = { ...HAAR_DEFAULTS, ...options };
  }

  /** @param options for this plane alone */
  detect(plane: Plane, options: Partial<HaarOptions> = {}): Face[] {
    const { scaleFactor, minNeighbors, minSize, maxSize, coarse } = { ...this.#options, ...options };
    const found: Rect[] = [];
    for (const scale of this.#scales(plane, scaleFactor, minSize, maxSize)) this.#scan(plane, scale, scale >= 2 && !coarse ? 1 : 2, found);
    return groupRectangles(found, minNeighbors).sort((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3]);
  }

  /** The steps of the pyramid, as 32-bit floats like OpenCV's. */
  #scales(plane: Plane, scaleFactor: number, minSize: number, maxSize: number): number[] {
    const { width, height } = this.#cascade;
    const scales: number[] = [];
    for (let factor = 1; ; factor *= scaleFactor) {
      const [windowWidth, windowHeight] = [roundHalfEven(width * factor), roundHalfEven(height * factor)];
      if (windowWidth > plane.width || windowHeight > plane.height) break;
      if (maxSize > 0 && (windowWidth > maxSize || windowHeight > maxSize)) break;
      if (windowWidth >= minSize && windowHeight >= minSize) scales.push(Math.fround(factor));
    }
    return scales;
  }

  #scan(plane: Plane, scale: number, step: number, found: Rect[]): void {
    const cascade = this.#cascade;
    const width = roundHalfEven(plane.width / scale);
    const height = roundHalfEven(plane.height / scale);
    this.#prepare(width, height);
    resizeExact(plane, width, height, this.#pixels);
    integrate(this.#pixels, width, height, this.#stride, this.#sums, this.#squares);
    const [boxWidth, boxHeight] = [roundHalfEven(cascade.width * scale), roundHalfEven(cascade.height * scale)];
    const right = width - cascade.width;
    const bottom = height - cascade.height;
    for (let y = 0; y <= bottom; y += step) {
      for (let x = 0; x <= right; x += step) {
        const result = cascade.run(this.#sums, this.#squares, y * this.#stride + x);
        if (result > 0) found.push([roundHalfEven(x * scale), roundHalfEven(y * scale), boxWidth, boxHeight]);
        // Where the first stage refuses, OpenCV skips the next window, too.
        else if (result === 0) x += step;
      }
    }
  }

  /** Buffers grow to the largest plane seen, so that the features' offsets hardly ever change. */
  #prepare(width: number, height: number): void {
    if (width * height > this.#pixels.length) this.#pixels = new Uint8Array(width * height);
    if (width + 1 > this.#stride) this.#stride = width + 1;
    const sums = this.#stride * (height + 1);
    if (sums > this.#sums.length) {
      this.#sums = new Int32Array(sums);
      this.#squares = new Int32Array(sums);
    }
    this.#cascade.place(this.#stride);
  }
}
