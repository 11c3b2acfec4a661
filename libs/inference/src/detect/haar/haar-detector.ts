import type { Plane } from '#inference/frame';
import type { Face } from '../detector.ts';
import type { Cascade } from './cascade.ts';
import { groupRectangles, type Rect } from './group.ts';
import { HaarKernel } from './haar-kernel.ts';
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
  readonly #cascade: Cascade;
  readonly #kernel: HaarKernel;
  readonly #options: HaarOptions;

  constructor(cascade: Cascade, options: Partial<HaarOptions> = {}) {
    this.#cascade = cascade;
    this.#kernel = new HaarKernel(cascade);
    this.#options = { ...HAAR_DEFAULTS, ...options };
  }

  /** @param options for this plane alone */
  detect(plane: Plane, options: Partial<HaarOptions> = {}): Face[] {
    const { scaleFactor, minNeighbors, minSize, maxSize, coarse } = { ...this.#options, ...options };
    const found: Rect[] = [];
    const scales = this.#scales(plane, scaleFactor, minSize, maxSize);
    if (scales.length > 0) this.#kernel.load(plane);
    for (const scale of scales) this.#scan(plane, scale, scale >= 2 && !coarse ? 1 : 2, found);
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

  #scan(plane: Plane, scale: number, step: 1 | 2, found: Rect[]): void {
    const hits = this.#kernel.scan(roundHalfEven(plane.width / scale), roundHalfEven(plane.height / scale), step);
    const [boxWidth, boxHeight] = [roundHalfEven(this.#cascade.width * scale), roundHalfEven(this.#cascade.height * scale)];
    for (let at = 0; at < hits.length; at += 2)
      found.push([roundHalfEven(hits[at]! * scale), roundHalfEven(hits[at + 1]! * scale), boxWidth, boxHeight]);
  }
}
