import type { Box } from '#contracts/emotion';
import type { Plane } from '../frame.ts';
import { overlap, type Detector, type Face } from './detector.ts';
import { shrinkTo } from './shrink.ts';

export interface TrackerOptions {
  /** Detection runs on a plane of at most this many pixels. */
  readonly maxPixels: number;
  /** The smallest face looked for, as a share of the plane's shorter side. */
  readonly minFaceShare: number;
  /** So often the whole plane is searched although the face is being followed. */
  readonly fullScanEveryMs: number;
  /** A further face counts where its height is at least this share of the first one's. */
  readonly comparable: number;
}

export const TRACKER_DEFAULTS: TrackerOptions = { maxPixels: 320 * 180, minFaceShare: 1 / 6, fullScanEveryMs: 800, comparable: 0.6 };

export interface Tracked {
  /** The face that is being followed, in pixels of the plane; null without one. */
  readonly face: Face | null;
  /** True where a second face of comparable size has been there in two full scans in a row. */
  readonly several: boolean;
}

/** Where a face is that is not to be followed, as somebody else follows it. */
export interface Claimed {
  /** In pixels of the plane. */
  readonly box: Box;
  /** How sure that is, 0-1: its overlap with the place where it was before. */
  readonly claim: number;
  /** False for one that may be no face: a reason to look around more often. */
  readonly known: boolean;
}

/** What a tracker goes on from: where its face was last, as shares of the plane's width, and when it is to look around. */
export interface TrackerState {
  readonly last: Box | null;
  /** Null before the first time. */
  readonly scannedMs: number | null;
  readonly othersSeen: number;
}

/**
 * Follows one participant's face: around its last place first, which is cheap, and in the whole plane when it is lost
 * and now and then, so that a second person is noticed.
 */
export class Tracker {
  readonly #detector: Detector;
  readonly #options: TrackerOptions;
  /** As shares of the plane's width, so that it stays true when another simulcast layer comes. */
  #last: Box | null = null;
  #scannedMs: number | null = null;
  #othersSeen = 0;

  constructor(detector: Detector, options: Partial<TrackerOptions> = {}, state?: TrackerState) {
    this.#detector = detector;
    this.#options = { ...TRACKER_DEFAULTS, ...options };
    if (state !== undefined) ({ last: this.#last, scannedMs: this.#scannedMs, othersSeen: this.#othersSeen } = state);
  }

  get state(): TrackerState {
    return { last: this.#last, scannedMs: this.#scannedMs, othersSeen: this.#othersSeen };
  }

  /** Planes one after the other, with their times: await the answer before the next. */
  async next(plane: Plane, atMs: number): Promise<Tracked> {
    const { plane: small, scale } = shrinkTo(plane, this.#options.maxPixels);
    const { face, several } = await this.look(small, atMs);
    return { face: face && enlarged(face, scale), several };
  }

  /**
   * As `next`, on a plane that has been shrunk to `maxPixels`.
   *
   * @param claimed never followed
   * @returns `scanned`: whether the whole plane was searched this time; `all`: what was found in it, if that was for faces of every size
   */
  async look(
    small: Plane,
    atMs: number,
    claimed: readonly Claimed[] = [],
  ): Promise<Tracked & { readonly scanned: boolean; readonly all: readonly Face[] | null }> {
    const near = this.#last && times(this.#last, small.width);
    let followed = near && (await this.#detector.follow(small, near));
    if (
      followed !== null &&
      near !== null &&
      claimed.some(({ box, claim }) => overlap(box, followed!.box) > 0.5 && claim > overlap(near, followed!.box))
    )
      followed = null;
    const isDue = this.#othersSeen > 0 || !this.#scannedWithin(this.#options.fullScanEveryMs, atMs);
    if (isDue || followed === null) this.#scannedMs = atMs;
    const scan = isDue || followed === null ? await this.#scan(small, followed, claimed) : null;
    const face = scan === null ? followed : scan.first;
    this.#last = face && times(face.box, 1 / small.width);
    return { face, several: face !== null && this.#othersSeen >= 2, scanned: scan !== null, all: scan?.all ?? null };
  }

  #scannedWithin(ms: number, atMs: number): boolean {
    return this.#scannedMs !== null && atMs >= this.#scannedMs && atMs - this.#scannedMs < ms;
  }

  /** Looks everywhere: for the face where it was lost, else only for further ones. */
  async #scan(
    plane: Plane,
    followed: Face | null,
    claimed: readonly Claimed[],
  ): Promise<{ first: Face | null; all: readonly Face[] | null }> {
    const smallest = smallestFace(plane, this.#options);
    // Smaller faces than would count are most of the work.
    let faces = await this.#detector.search(
      plane,
      followed === null ? smallest : Math.max(smallest, followed.box[3] * this.#options.comparable),
      followed !== null,
    );
    const seesFollowed = () => faces.some(({ box }) => followed !== null && overlap(box, followed.box) > 0.3);
    const again = followed !== null && !seesFollowed();
    if (again) faces = await this.#detector.search(plane, smallest, true);
    // Whatever is followed but not found again while a face is seen elsewhere was no face.
    const believed = followed !== null && (faces.length === 0 || seesFollowed());
    const free = (places: readonly Claimed[]) => faces.filter(({ box }) => !places.some((place) => samePlace(box, place.box)));
    const first = believed ? followed : (free(claimed)[0] ?? null);
    const further =
      first !== null &&
      free(claimed.filter(({ known }) => known)).some(
        ({ box, score }) =>
          overlap(box, first.box) < 0.2 && score > this.#detector.furtherScore && box[3] >= first.box[3] * this.#options.comparable,
      );
    this.#othersSeen = further ? this.#othersSeen + 1 : 0;
    return { first, all: followed === null || again ? faces : null };
  }
}

/** Height in pixels of the smallest face that is looked for in a plane. */
export function smallestFace(plane: Plane, { minFaceShare }: TrackerOptions): number {
  return Math.min(plane.width, plane.height) * minFaceShare;
}

/** Whether a face may be the one that was there a while ago: the boxes overlap, or their centres are less than a face apart. */
export function samePlace(a: Box, b: Box): boolean {
  return overlap(a, b) > 0.3 || distance(a, b) < Math.max(a[3], b[3]);
}

/** Between the boxes' centres. */
export function distance(a: Box, b: Box): number {
  return Math.hypot(a[0] + a[2] / 2 - b[0] - b[2] / 2, a[1] + a[3] / 2 - b[1] - b[3] / 2);
}

export function enlarged({ box, score, landmarks }: Face, factor: number): Face {
  return { box: times(box, factor), score, ...(landmarks && { landmarks: landmarks.map(([x, y]) => [x * factor, y * factor] as const) }) };
}

export const times = (box: Box, factor: number): Box => box.map((value) => value * factor) as Box;
