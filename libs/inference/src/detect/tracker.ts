import type { Box } from '#contracts/emotion';
import type { Plane } from '../frame.ts';
import { overlap, type Detector, type Face } from './detector.ts';
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
  readonly #detector: Detector;
  readonly #options: TrackerOptions;
  /** As shares of the plane's width, so that it stays true when another simulcast layer comes. */
  #last: Box | null = null;
  #sinceFullScan = 0;
  #othersSeen = 0;

  constructor(detector: Detector, options: Partial<TrackerOptions> = {}) {
    this.#detector = detector;
    this.#options = { ...TRACKER_DEFAULTS, ...options };
  }

  /** Planes one after the other: await the answer before the next. */
  async next(plane: Plane): Promise<Tracked> {
    const { plane: small, scale } = shrinkTo(plane, this.#options.maxPixels);
    const followed = this.#last && await this.#detector.follow(small, times(this.#last, small.width));
    const due = ++this.#sinceFullScan >= this.#options.fullScanEvery || this.#othersSeen > 0;
    const face = followed !== null && !due ? followed : await this.#scan(small, followed);
    this.#last = face && times(face.box, 1 / small.width);
    return { face: face && enlarged(face, scale), several: face !== null && this.#othersSeen >= 2 };
  }

  /** Looks everywhere: for the face where it was lost, else only for further ones. */
  async #scan(plane: Plane, followed: Face | null): Promise<Face | null> {
    this.#sinceFullScan = 0;
    const smallest = Math.min(plane.width, plane.height) * this.#options.minFaceShare;
    // Smaller faces than would count are most of the work.
    let faces = await this.#detector.search(plane, followed === null ? smallest : Math.max(smallest, followed.box[3] * this.#options.comparable), followed !== null);
    const seesFollowed = () => faces.some(({ box }) => followed !== null && overlap(box, followed.box) > 0.3);
    if (followed !== null && !seesFollowed()) faces = await this.#detector.search(plane, smallest, true);
    // Whatever is followed but not found again while a face is seen elsewhere was no face.
    const believed = followed !== null && (faces.length === 0 || seesFollowed());
    const first = believed ? followed : faces[0] ?? null;
    const further = first !== null && faces.some(({ box, score }) => overlap(box, first.box) < 0.2
      && score > this.#detector.furtherScore && box[3] >= first.box[3] * this.#options.comparable);
    this.#othersSeen = further ? this.#othersSeen + 1 : 0;
    return first;
  }
}

function enlarged({ box, score, landmarks }: Face, factor: number): Face {
  return { box: times(box, factor), score, ...(landmarks && { landmarks: landmarks.map(([x, y]) => [x * factor, y * factor] as const) }) };
}

const times = (box: Box, factor: number): Box => box.map((value) => value * factor) as Box;
