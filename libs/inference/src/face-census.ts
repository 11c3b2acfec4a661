import { z } from 'zod';
import { box as boxOf, type Box } from '#contracts/emotion';
import type { FaceFrame, FaceListing, FoundFace } from '#contracts/recording-faces';
import { overlap } from './detect/detector.ts';
import type { FaceLook } from './face-look.ts';

/** Seen for less, a face is not listed: the detector sees ghosts. */
const LEAST_MS = 1_000;
/** A look stands for no longer than this. */
const STANDS_MS = 1_000;
/** Pictures so close to each other show the same. */
const APART_MS = 3_000;

const view = z.object({ atMs: z.number(), boxes: z.array(z.object({ number: z.int().positive(), box: boxOf })), others: z.array(boxOf) });
const counted = z.object({
  number: z.int().positive(),
  firstMs: z.number(),
  lastMs: z.number(),
  seenMs: z.number(),
  looks: z.int(),
  first: view,
  best: view,
  last: view,
});
export const faceCensusState = z.object({
  looks: z.int(),
  beforeMs: z.number().nullable(),
  faces: z.array(counted),
  crowd: view.nullable(),
});
/** What it goes on from in another process; JSON. */
export type FaceCensusState = z.infer<typeof faceCensusState>;
type View = z.infer<typeof view>;
type Counted = z.infer<typeof counted>;

/** Counts who was seen when, look by look. */
export class FaceCensus {
  #looks: number;
  #beforeMs: number | null;
  readonly #faces: Map<number, Counted>;
  /** The picture with most people at once. */
  #crowd: View | null;

  constructor(state?: FaceCensusState) {
    this.#looks = state?.looks ?? 0;
    this.#beforeMs = state?.beforeMs ?? null;
    this.#crowd = structuredClone(state?.crowd ?? null);
    this.#faces = new Map(structuredClone(state?.faces ?? []).map((face) => [face.number, face]));
  }

  get state(): FaceCensusState {
    return structuredClone({ looks: this.#looks, beforeMs: this.#beforeMs, faces: [...this.#faces.values()], crowd: this.#crowd });
  }

  /** @param crowd people that another detector sees in this picture, if it looked */
  add({ atMs, faces }: FaceLook, crowd: readonly Box[] | null = null): void {
    const boxes = faces.flatMap(({ number, box }) => (box === null ? [] : [{ number, box: rounded(box) }]));
    const stoodMs = this.#beforeMs === null ? 0 : Math.min(STANDS_MS, atMs - this.#beforeMs);
    const here: View = { atMs, boxes, others: [] };
    for (const { number } of boxes) {
      const known = this.#faces.get(number);
      if (known === undefined) {
        this.#faces.set(number, { number, firstMs: atMs, lastMs: atMs, seenMs: 0, looks: 1, first: here, best: here, last: here });
        continue;
      }
      Object.assign(known, {
        lastMs: atMs,
        seenMs: known.seenMs + stoodMs,
        looks: known.looks + 1,
        last: here,
        best: better(known.best, here, number),
      });
    }
    if (crowd !== null && crowd.length > peopleIn(this.#crowd)) {
      this.#crowd = { ...here, others: crowd.filter((one) => boxes.every(({ box }) => overlap(box, one) < 0.2)).map(rounded) };
    }
    this.#looks++;
    this.#beforeMs = atMs;
  }

  /** Whether it is clear already that there is more than one person. */
  get severalPeople(): boolean {
    return this.#crowd !== null || [...this.#faces.values()].filter(({ seenMs }) => seenMs >= LEAST_MS).length > 1;
  }

  /** Those whom a person is asked about: seen for a second or longer; where there is nobody like that, all. */
  get listing(): FaceListing {
    const all = [...this.#faces.values()].sort((a, b) => a.number - b.number);
    const long = all.filter(({ seenMs }) => seenMs >= LEAST_MS);
    const listed = long.length > 0 ? long : all;
    // Those in the crowd who are listed have their numbers; the others have none.
    const numbers = new Set(listed.map(({ number }) => number));
    const unfollowed =
      this.#crowd === null
        ? 0
        : Math.max(
            0,
            peopleIn(this.#crowd) - Math.max(listed.length, this.#crowd?.boxes.filter(({ number }) => numbers.has(number)).length ?? 0),
          );
    return {
      faces: listed.map((face) => this.#found(face)),
      frames: framesOf(listed, unfollowed > 0 ? this.#crowd : null),
      brief: all.length - listed.length,
      unfollowed,
    };
  }

  #found({ number, firstMs, lastMs, seenMs, looks, best }: Counted): FoundFace {
    return {
      number,
      firstMs,
      lastMs,
      seenMs,
      share: Math.min(1, looks / Math.max(1, this.#looks)),
      box: boxIn(best, number),
      atMs: best.atMs,
    };
  }
}

/** More people in one picture are better, then a larger face. */
function better(best: View, now: View, number: number): View {
  if (now.boxes.length !== best.boxes.length) return now.boxes.length > best.boxes.length ? now : best;
  return boxIn(now, number)[3] > boxIn(best, number)[3] ? now : best;
}

/** For each face the picture that shows it best, when it came and when it was last there, so that a person sees whether it is the same all the time. */
function framesOf(faces: readonly Counted[], crowd: View | null): FaceFrame[] {
  const listed = new Set(faces.map(({ number }) => number));
  const known = (boxes: View['boxes']) => boxes.filter(({ number }) => listed.has(number));
  const frames: FaceFrame[] = crowd === null ? [] : [{ ...crowd, boxes: known(crowd.boxes) }];
  const shows = (number: number, atMs: number) =>
    frames.some((frame) => Math.abs(frame.atMs - atMs) < APART_MS && frame.boxes.some((one) => one.number === number));
  for (const which of ['best', 'first', 'last'] as const) {
    for (const face of faces) {
      const { atMs, boxes } = face[which];
      const isShown =
        which === 'best' ? frames.some((frame) => frame.boxes.some(({ number }) => number === face.number)) : shows(face.number, atMs);
      if (!isShown) frames.push({ atMs, boxes: known(boxes), others: [] });
    }
  }
  return frames.sort((a, b) => a.atMs - b.atMs);
}

function boxIn({ boxes }: View, wanted: number): Box {
  return boxes.find(({ number }) => number === wanted)?.box ?? [0, 0, 0, 0];
}

const peopleIn = (view: View | null) => (view === null ? 1 : view.boxes.length + view.others.length);

const rounded = (box: Box): Box => box.map((value) => Math.max(0, Math.round(value * 10) / 10)) as Box;
