import { z } from 'zod';
import { box as boxOf, type Box } from '#contracts/emotion';
import type { Plane } from '#inference/frame';
import { overlap, type Detector, type Face } from './detector.ts';
import { shrinkTo } from './shrink.ts';
import { distance, enlarged, samePlace, smallestFace, times, Tracker, TRACKER_DEFAULTS, type Claimed, type TrackerOptions } from './tracker.ts';

/** A further face is believed in once so many full scans in a row have found it: the cascade sees ghosts. */
const SCANS_TO_BELIEVE = 3;
/** One that is followed, but that so many full scans in a row have not found, is none any more. */
const SCANS_TO_DOUBT = 3;
/** A face that has been gone for longer is another one when it comes back. */
export const GONE_MS = 30_000;

/** A face in a picture. */
export interface NumberedFace {
  /** From 1 on, in the order of coming; each is given once. */
  readonly number: number;
  /** In pixels of the plane; null while it is away. */
  readonly face: Face | null;
}

const count = z.int().nonnegative();
/** Boxes are shares of the plane's width. */
const further = z.object({ number: z.int().positive(), box: boxOf, here: z.boolean(), seenAtMs: z.number(), unseenScans: count });
const candidate = z.object({ box: boxOf, scans: count });
export const faceTracksState = z.object({
  first: z.object({ last: boxOf.nullable(), sinceFullScan: count, othersSeen: count }),
  further: z.array(further),
  candidates: z.array(candidate),
  nextNumber: z.int().positive(),
});
/** What it goes on from in another process; JSON. */
export type FaceTracksState = z.infer<typeof faceTracksState>;

type Further = FaceTracksState['further'][number];
type Looked = { track: Further; found: Face | null; claim: number };

/**
 * Keeps the faces of a video apart, by where they are and when. Number 1 is followed as a call's participant is, whatever else
 * there is to see; further ones get a number once they are sure.
 */
export class FaceTracks {
  readonly #detector: Detector;
  readonly #options: TrackerOptions = TRACKER_DEFAULTS;
  readonly #first: Tracker;
  #further: Further[];
  #candidates: FaceTracksState['candidates'];
  #nextNumber: number;

  constructor(detector: Detector, state?: FaceTracksState) {
    this.#detector = detector;
    this.#first = new Tracker(detector, this.#options, state?.first);
    this.#further = structuredClone(state?.further ?? []);
    this.#candidates = structuredClone(state?.candidates ?? []);
    this.#nextNumber = state?.nextNumber ?? 2;
  }

  get state(): FaceTracksState {
    return structuredClone({ first: this.#first.state, further: this.#further, candidates: this.#candidates, nextNumber: this.#nextNumber });
  }

  /** Number 1, and whoever else is there or may still come back. Planes one after the other, of one size: await the answer before the next. */
  async next(plane: Plane, atMs: number): Promise<NumberedFace[]> {
    const { plane: small, scale } = shrinkTo(plane, this.#options.maxPixels);
    const looked: Looked[] = [];
    for (const track of this.#further) looked.push(await this.#follow(small, track));
    const { face: first, scanned, all } = await this.#first.look(small, this.#claims(looked, small.width));
    dropTaken(looked, first);
    // Of further faces the first one's tracker looks for the larger ones only.
    if (scanned) this.#match(all ?? await this.#detector.search(small, smallestFace(small, this.#options), true), first, looked, small.width, atMs);
    for (const { track, found } of looked) {
      track.here = found !== null;
      if (found !== null) Object.assign(track, { box: times(found.box, 1 / small.width), seenAtMs: atMs });
    }
    this.#further = this.#further.filter(({ seenAtMs }) => atMs - seenAtMs <= GONE_MS);
    return [{ number: 1, face: first }, ...looked.filter(({ track }) => this.#further.includes(track)).map(({ track, found }) => ({ number: track.number, face: found }))]
      .map(({ number, face }) => ({ number, face: face && enlarged(face, scale) }));
  }

  /** What is not the first face's, even if that is away. */
  #claims(looked: readonly Looked[], width: number): Claimed[] {
    const known = looked.map(({ track, found, claim }) => ({ box: found?.box ?? times(track.box, width), claim, known: true }));
    return [...known, ...this.#candidates.map(({ box }) => ({ box: times(box, width), claim: 0, known: false }))];
  }

  async #follow(small: Plane, track: Further): Promise<Looked> {
    const last = times(track.box, small.width);
    const found = track.here ? await this.#detector.follow(small, last) : null;
    return { track, found, claim: found === null ? 0 : overlap(found.box, last) };
  }

  /** What a full scan found belongs to those who are there, to those who were, or to nobody known yet. */
  #match(faces: readonly Face[], first: Face | null, looked: Looked[], width: number, atMs: number): void {
    for (const one of looked) {
      if (one.found === null) continue;
      one.track.unseenScans = faces.some(({ box }) => overlap(box, one.found!.box) > 0.3) ? 0 : one.track.unseenScans + 1;
      if (one.track.unseenScans >= SCANS_TO_DOUBT) one.found = null;
    }
    const known = [first, ...looked.map(({ found }) => found)].filter((face) => face !== null);
    const free = faces.filter(({ box, score }) => score > this.#detector.furtherScore && known.every((face) => overlap(box, face.box) < 0.2));
    for (const [one, face] of pairs(looked.filter(({ found }) => found === null), free, ({ track }) => times(track.box, width))) {
      one.found = face;
      one.track.unseenScans = 0;
      free.splice(free.indexOf(face), 1);
    }
    this.#judge(free, looked, width, atMs);
  }

  /** Faces that nobody knows become candidates, and candidates faces. */
  #judge(free: readonly Face[], looked: Looked[], width: number, atMs: number): void {
    const before = new Map(pairs(this.#candidates, free, ({ box }) => times(box, width)).map(([known, face]) => [face, known]));
    this.#candidates = [];
    for (const face of free) {
      const scans = (before.get(face)?.scans ?? 0) + 1;
      const box = times(face.box, 1 / width);
      if (scans < SCANS_TO_BELIEVE) {
        this.#candidates.push({ box, scans });
        continue;
      }
      const track: Further = { number: this.#nextNumber++, box, here: true, seenAtMs: atMs, unseenScans: 0 };
      this.#further.push(track);
      looked.push({ track, found: face, claim: 1 });
    }
  }
}

/** Two cannot be one face: it stays with whoever was closer to it, and with the earlier one in doubt. */
function dropTaken(looked: Looked[], first: Face | null): void {
  const taken: Box[] = first === null ? [] : [first.box];
  for (const one of looked.toSorted((a, b) => b.claim - a.claim || a.track.number - b.track.number)) {
    if (one.found === null) continue;
    if (taken.some((box) => overlap(box, one.found!.box) > 0.5)) one.found = null;
    else taken.push(one.found.box);
  }
}

/** Who may be which of the faces, the closest first; each once. */
function pairs<T>(known: readonly T[], faces: readonly Face[], placeOf: (known: T) => Box): [T, Face][] {
  const all = known.flatMap((one) => faces.flatMap((face) => {
    const place = placeOf(one);
    return samePlace(place, face.box) ? [{ one, face, apart: distance(place, face.box) }] : [];
  })).sort((a, b) => a.apart - b.apart);
  const taken = new Set<unknown>();
  return all.flatMap(({ one, face }): [T, Face][] => {
    if (taken.has(one) || taken.has(face)) return [];
    taken.add(one).add(face);
    return [[one, face]];
  });
}
