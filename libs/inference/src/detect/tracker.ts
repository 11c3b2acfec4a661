import type { Box } from '#contracts/emotion';
import { subPlane, type Plane } from '../frame.ts';
import { overlap, type Face } from './detector.ts';
import type { HaarDetector } from './haar/haar-detector.ts';
import { shrinkTo } from './shrink.ts';

export interface TrackerOptions {
  /** Detection runs on a plane of at most this many pixels. */
  readonly maxPixels: number;
  /** The smallest face looked for, as a share of the plane's shorter side. */
  readonly minFaceShare: number;
  /** Every so many planes the whole plane is searched although the face is being followed. */
  readonly fullScanEvery: number;
  /** A further face counts where its height is at least this share of the first one's. */
  readonly comparable: number;
}

export const TRACKER_DEFAULTS: TrackerOptions = { maxPixels: 320 * 180, minFaceShare: 1 / 6, fullScanEvery: 5, comparable: 0.6 };

// Agreeing windows: a face looked for where one just was needs fewer, a second face needs more, or every poster is a person.
const NEIGHBORS = { followed: 1, first: 3, further: 6 };

export interface Tracked {
  /** The face that is being followed, in pixels of the plane; null without one. */
  readonly face: Face | null;
  /** True where a second face of comparable size has been there in two full scans in a row. */
  readonly several: boolean;
}

/**
 * Follows one participant's face: around its last place first, which is cheap, and in the whole plane when it is lost
 * and every few planes, so that a second person is noticed.
 */
export class Tracker {
  readonly #detector: HaarDetector;
  readonly #options: TrackerOptions;
  #last: Box | null = null;
  #sinceFullScan = 0;
  #othersSeen = 0;

  constructor(detector: HaarDetector, options: Partial<TrackerOptions> = {}) {
    this.#detector = detector;
    this.#options = { ...TRACKER_DEFAULTS, ...options };
  }

  next(plane: Plane): Tracked {
    const { plane: small, scale } = shrinkTo(plane, this.#options.maxPixels);
    const face = this.#follow(small) ?? this.#scan(small);
    this.#last = face?.box ?? null;
    const inPlane = face && { ...face, box: face.box.map((value) => value * scale) as Box };
    return { face: inPlane, several: face !== null && this.#othersSeen >= 2 };
  }

  /** Looks around the last place, for faces of about the last size. */
  #follow(plane: Plane): Face | null {
    const last = this.#last;
    const due = ++this.#sinceFullScan >= this.#options.fullScanEvery || this.#othersSeen > 0;
    if (last === null || due) return null;
    const [x, y, width, height] = last;
    const left = Math.max(0, Math.floor(x - width * 0.4));
    const top = Math.max(0, Math.floor(y - height * 0.4));
    const right = Math.min(plane.width, Math.ceil(x + width * 1.4));
    const bottom = Math.min(plane.height, Math.ceil(y + height * 1.4));
    const region = subPlane(plane, left, top, right - left, bottom - top);
    const size = Math.max(width, height);
    const [face] = this.#detector
      .detect(region, { minSize: size * 0.8, maxSize: size * 1.25, minNeighbors: NEIGHBORS.followed })
      .sort((a, b) => b.score - a.score);
    return face === undefined ? null : { ...face, box: [face.box[0] + left, face.box[1] + top, face.box[2], face.box[3]] };
  }

  #scan(plane: Plane): Face | null {
    this.#sinceFullScan = 0;
    const minSize = Math.min(plane.width, plane.height) * this.#options.minFaceShare;
    const faces = this.#detector.detect(plane, { minSize, minNeighbors: NEIGHBORS.first });
    const last = this.#last;
    const first = (last && faces.find((face) => overlap(face.box, last) > 0.3)) ?? faces[0] ?? null;
    const others = faces.filter((face) => face !== first && first !== null && face.score > NEIGHBORS.further
      && face.box[3] >= first.box[3] * this.#options.comparable);
    this.#othersSeen = others.length > 0 ? this.#othersSeen + 1 : 0;
    return first;
  }
}
