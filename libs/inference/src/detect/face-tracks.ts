import { z } from 'zod';
import { box as boxOf, type Box } from '#contracts/emotion';
import type { Plane } from '#inference/frame';
import { overlap, type Detector, type Face } from './detector.ts';
import { away, identity, isSame, mayComeBack, seenAt } from './identity.ts';
import { SceneCuts, sceneCutsState } from './scene-cuts.ts';
import { shrinkTo } from './shrink.ts';
import {
  distance,
  enlarged,
  samePlace,
  smallestFace,
  times,
  Tracker,
  TRACKER_DEFAULTS,
  type Claimed,
  type TrackerOptions,
} from './tracker.ts';

/** A further face is believed in once so many full scans in a row have found it: the cascade sees ghosts. */
const SCANS_TO_BELIEVE = 3;
/** One that is followed, but that so many full scans in a row have not found, is none any more. */
const SCANS_TO_DOUBT = 3;
/** A face in the place of the leading one's that may be somebody else's gets its number after so many looks. */
const LOOKS_TO_BELIEVE = 3;
/** Before any video began. */
const LONG_AGO = -1e12;

/** A face in a picture. */
export interface NumberedFace {
  /** From 1 on, in the order of coming; each is given once, and never to two people. */
  readonly number: number;
  /** In pixels of the plane; null while it is away. */
  readonly face: Face | null;
}

const count = z.int().nonnegative();
const further = identity.extend({ unseenScans: count });
/** Boxes are shares of the plane's width. */
const candidate = z.object({ box: boxOf, scans: count });
export const faceTracksState = z.object({
  first: z.object({ last: boxOf.nullable(), scannedMs: z.number().nullable(), othersSeen: count }),
  /** Whose face the leading one is: a number without a face until there is one. */
  lead: z.union([identity, z.object({ number: z.int().positive() })]),
  /** Who may have taken the leading one's place. */
  pending: z.object({ box: boxOf, looks: count }).nullable(),
  further: z.array(further),
  candidates: z.array(candidate),
  nextNumber: z.int().positive(),
  scenes: sceneCutsState,
});
/** What it goes on from in another process; JSON. */
export type FaceTracksState = z.infer<typeof faceTracksState>;

type Further = z.infer<typeof further>;
type Looked = { track: Further; found: Face | null; claim: number };

/**
 * Keeps the faces of a video apart, by where they are and when. One is followed as a call's participant is, whatever else there is to see;
 * further ones get a number once they are sure. A number stands for one person: where that cannot be said for certain (after a cut, or when
 * somebody has left their place), there is a new one.
 */
export class FaceTracks {
  readonly #detector: Detector;
  readonly #options: TrackerOptions = TRACKER_DEFAULTS;
  readonly #scenes: SceneCuts;
  #first: Tracker;
  #lead: FaceTracksState['lead'];
  #pending: FaceTracksState['pending'];
  #further: Further[];
  #candidates: FaceTracksState['candidates'];
  #nextNumber: number;

  constructor(detector: Detector, state?: FaceTracksState) {
    this.#detector = detector;
    this.#first = new Tracker(detector, this.#options, state?.first);
    this.#scenes = new SceneCuts(state?.scenes);
    this.#lead = structuredClone(state?.lead ?? { number: 1 });
    this.#pending = structuredClone(state?.pending ?? null);
    this.#further = structuredClone(state?.further ?? []);
    this.#candidates = structuredClone(state?.candidates ?? []);
    this.#nextNumber = state?.nextNumber ?? 2;
  }

  get state(): FaceTracksState {
    return structuredClone({
      first: this.#first.state,
      lead: this.#lead,
      pending: this.#pending,
      further: this.#further,
      candidates: this.#candidates,
      nextNumber: this.#nextNumber,
      scenes: this.#scenes.state,
    });
  }

  /** The leading face, and the others that are there or may still come back. Planes one after the other, of one size: await the answer before the next. */
  async next(plane: Plane, atMs: number): Promise<NumberedFace[]> {
    const { plane: small, scale } = shrinkTo(plane, this.#options.maxPixels);
    if (this.#scenes.next(small)) this.#begin();
    const looked: Looked[] = [];
    for (const track of this.#further) looked.push(await this.#follow(small, track, atMs));
    const { face: leading, scanned, all } = await this.#first.look(small, atMs, this.#claims(looked, small.width));
    dropTaken(looked, leading);
    // Of further faces the leading one's tracker looks for the larger ones only.
    if (scanned)
      this.#match(all ?? (await this.#detector.search(small, smallestFace(small, this.#options), true)), leading, looked, small, atMs);
    for (const { track, found } of looked)
      Object.assign(track, found === null ? away(track, small) : seenAt(track.number, small, found.box, atMs));
    this.#further = this.#further.filter((track) => mayComeBack(track, atMs));
    const face = this.#whose(leading, small, atMs);
    return [
      { number: this.#lead.number, face },
      ...looked.filter(({ track }) => this.#further.includes(track)).map(({ track, found }) => ({ number: track.number, face: found })),
    ].map(({ number, face: one }) => ({ number, face: one && enlarged(one, scale) }));
  }

  /** After a cut nobody is known any more. The number that leads stays until another face does. */
  #begin(): void {
    this.#first = new Tracker(this.#detector, this.#options);
    if ('seenAtMs' in this.#lead) this.#lead = { ...this.#lead, here: false, seenAtMs: LONG_AGO };
    this.#pending = null;
    this.#further = [];
    this.#candidates = [];
  }

  /** The leading face if it is the one that led before; null while that is not sure. Somebody else leads under a new number. */
  #whose(face: Face | null, small: Plane, atMs: number): Face | null {
    const lead = this.#lead;
    const known = 'seenAtMs' in lead;
    if (face === null) {
      if (known) this.#lead = away(lead, small);
      this.#pending = null;
      return null;
    }
    if (!known || isSame(lead, small, face.box, atMs)) {
      this.#lead = seenAt(lead.number, small, face.box, atMs);
      this.#pending = null;
      return face;
    }
    const gone = away(lead, small);
    this.#lead = gone;
    const before = this.#pending !== null && samePlace(times(this.#pending.box, small.width), face.box) ? this.#pending.looks : 0;
    this.#pending = { box: times(face.box, 1 / small.width), looks: before + 1 };
    if (this.#pending.looks < LOOKS_TO_BELIEVE) return null;
    if (mayComeBack(gone, atMs)) this.#further.push({ ...gone, unseenScans: 0 });
    this.#lead = seenAt(this.#nextNumber++, small, face.box, atMs);
    this.#pending = null;
    return face;
  }

  /** What is not the leading face's, even if that is away. */
  #claims(looked: readonly Looked[], width: number): Claimed[] {
    const known = looked.map(({ track, found, claim }) => ({ box: found?.box ?? times(track.box, width), claim, known: true }));
    return [...known, ...this.#candidates.map(({ box }) => ({ box: times(box, width), claim: 0, known: false }))];
  }

  async #follow(small: Plane, track: Further, atMs: number): Promise<Looked> {
    const last = times(track.box, small.width);
    const near = track.here ? await this.#detector.follow(small, last) : null;
    const found = near !== null && isSame(track, small, near.box, atMs) ? near : null;
    return { track, found, claim: found === null ? 0 : overlap(found.box, last) };
  }

  /** What a full scan found belongs to those who are there, to those who were, or to nobody known yet. */
  #match(faces: readonly Face[], leading: Face | null, looked: Looked[], small: Plane, atMs: number): void {
    for (const one of looked) {
      if (one.found === null) continue;
      one.track.unseenScans = faces.some(({ box }) => overlap(box, one.found!.box) > 0.3) ? 0 : one.track.unseenScans + 1;
      if (one.track.unseenScans >= SCANS_TO_DOUBT) one.found = null;
    }
    const known = [leading, ...looked.map(({ found }) => found)].filter((face) => face !== null);
    const free = faces.filter(
      ({ box, score }) => score > this.#detector.furtherScore && known.every((face) => overlap(box, face.box) < 0.2),
    );
    const lost = looked.filter(({ found }) => found === null);
    for (const [one, face] of pairs(
      lost,
      free,
      ({ track }) => times(track.box, small.width),
      ({ track }, { box }) => isSame(track, small, box, atMs),
    )) {
      one.found = face;
      one.track.unseenScans = 0;
      free.splice(free.indexOf(face), 1);
    }
    this.#judge(free, looked, small, atMs);
  }

  /** Faces that nobody knows become candidates, and candidates faces. */
  #judge(free: readonly Face[], looked: Looked[], small: Plane, atMs: number): void {
    const before = new Map(pairs(this.#candidates, free, ({ box }) => times(box, small.width)).map(([known, face]) => [face, known]));
    this.#candidates = [];
    for (const face of free) {
      const scans = (before.get(face)?.scans ?? 0) + 1;
      if (scans < SCANS_TO_BELIEVE) {
        this.#candidates.push({ box: times(face.box, 1 / small.width), scans });
        continue;
      }
      const track: Further = { ...seenAt(this.#nextNumber++, small, face.box, atMs), unseenScans: 0 };
      this.#further.push(track);
      looked.push({ track, found: face, claim: 1 });
    }
  }
}

/** A face belongs to one track only: to the one with the strongest claim, in doubt to the earlier one. */
function dropTaken(looked: Looked[], leading: Face | null): void {
  const taken: Box[] = leading === null ? [] : [leading.box];
  for (const one of looked.toSorted((a, b) => b.claim - a.claim || a.track.number - b.track.number)) {
    if (one.found === null) continue;
    if (taken.some((box) => overlap(box, one.found!.box) > 0.5)) one.found = null;
    else taken.push(one.found.box);
  }
}

/** Who may be which of the faces, the closest first; each once. */
function pairs<T>(
  known: readonly T[],
  faces: readonly Face[],
  placeOf: (known: T) => Box,
  mayBe: (known: T, face: Face) => boolean = () => true,
): [T, Face][] {
  const all = known
    .flatMap((one) =>
      faces.flatMap((face) => {
        const place = placeOf(one);
        return samePlace(place, face.box) && mayBe(one, face) ? [{ one, face, apart: distance(place, face.box) }] : [];
      }),
    )
    .sort((a, b) => a.apart - b.apart);
  const taken = new Set<unknown>();
  return all.flatMap(({ one, face }): [T, Face][] => {
    if (taken.has(one) || taken.has(face)) return [];
    taken.add(one).add(face);
    return [[one, face]];
  });
}
