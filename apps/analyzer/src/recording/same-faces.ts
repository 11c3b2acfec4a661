import type { FaceLook, LookedFace } from '#inference/face-look';
import { overlap } from '#inference/detect/detector';

/** Two looks further apart in time say nothing about each other; ms. */
const NEAR_MS = 500;
/** Of both boxes' union. Detectors draw boxes of different sizes around one face. */
const SAME_OVERLAP = 0.3;
/** Of a face's looks that an earlier look is near to. */
const SAME_SHARE = 0.5;

/** A face and the number that an earlier analysis, with other options, had given to it. */
export interface SameFace {
  number: number;
  before: number;
}

/**
 * Which faces are those of an earlier analysis: those that are mostly where the earlier one was at the same time. A face that was split since has
 * several numbers with one `before`; one that is nobody's is left out. Both go through the video in order.
 */
export async function sameFaces(looks: AsyncIterable<FaceLook>, earlier: AsyncIterable<FaceLook>): Promise<SameFace[]> {
  const nearest = new Nearest(earlier[Symbol.asyncIterator]());
  const counts = new Map<number, { near: number; at: Map<number, number> }>();
  for await (const { atMs, faces } of looks) {
    const then = await nearest.to(atMs);
    if (then === null) continue;
    for (const { number, box } of seen(faces)) {
      const count = counts.get(number) ?? { near: 0, at: new Map<number, number>() };
      counts.set(number, count);
      count.near++;
      const best = seen(then.faces)
        .map((face) => ({ before: face.number, shared: overlap(box, face.box) }))
        .sort((a, b) => b.shared - a.shared)[0];
      if (best !== undefined && best.shared >= SAME_OVERLAP) count.at.set(best.before, (count.at.get(best.before) ?? 0) + 1);
    }
  }
  return [...counts].flatMap(([number, { near, at }]) => {
    const [before, times] = [...at].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
    return times > 0 && times >= near * SAME_SHARE ? [{ number, before }] : [];
  });
}

type Seen = LookedFace & { box: NonNullable<LookedFace['box']> };
const seen = (faces: readonly LookedFace[]): Seen[] => faces.filter((face): face is Seen => face.box !== null);

/** The look nearest to a time, of looks in order, for times that grow. */
class Nearest {
  readonly #looks: AsyncIterator<FaceLook, unknown>;
  #last: FaceLook | null = null;
  #next: FaceLook | null | undefined;

  constructor(looks: AsyncIterator<FaceLook, unknown>) {
    this.#looks = looks;
  }

  /** Null if none is near. */
  async to(atMs: number): Promise<FaceLook | null> {
    if (this.#next === undefined) this.#next = await this.#read();
    while (this.#next !== null && this.#next.atMs <= atMs) {
      this.#last = this.#next;
      this.#next = await this.#read();
    }
    const distance = (look: FaceLook | null | undefined) => (look ? Math.abs(look.atMs - atMs) : Infinity);
    const nearest = distance(this.#last) <= distance(this.#next) ? this.#last : this.#next;
    return nearest && distance(nearest) <= NEAR_MS ? nearest : null;
  }

  async #read(): Promise<FaceLook | null> {
    const next = await this.#looks.next();
    return next.done === true ? null : next.value;
  }
}
