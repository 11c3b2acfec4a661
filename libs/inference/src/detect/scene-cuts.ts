import { z } from 'zod';
import type { Plane } from '#inference/frame';
import { meansOf, median } from './surroundings.ts';

/** So few fields that nobody could be recognised in them. */
const [COLUMNS, ROWS] = [8, 6];
/** A cut changes the fields' mean brightness by more than this, in grey levels … */
const LEAST = 16;
/** … and by this many times more than the pictures before changed: a panning camera changes all of them. */
const TIMES_MORE = 3;
const REMEMBERED = 7;

export const sceneCutsState = z.object({ fields: z.array(z.number()), changes: z.array(z.number()).max(REMEMBERED) });
export type SceneCutsState = z.infer<typeof sceneCutsState>;

/** Notices where a video was cut: what is seen after a cut says nothing about who it is. */
export class SceneCuts {
  #fields: number[];
  #changes: number[];

  constructor(state?: SceneCutsState) {
    this.#fields = [...(state?.fields ?? [])];
    this.#changes = [...(state?.changes ?? [])];
  }

  get state(): SceneCutsState {
    return { fields: [...this.#fields], changes: [...this.#changes] };
  }

  /** Whether another scene begins with this plane. Planes one after the other, of one size. */
  next(plane: Plane): boolean {
    const fields = meansOf(plane, [0, 0, plane.width, plane.height], COLUMNS, ROWS);
    const before = this.#fields;
    this.#fields = fields;
    if (before.length === 0) return false;
    const change = fields.reduce((sum, value, index) => sum + Math.abs(value - before[index]!), 0) / fields.length;
    const usual = median(this.#changes);
    this.#changes = [...this.#changes, change].slice(-REMEMBERED);
    return change > LEAST && change > TIMES_MORE * usual;
  }
}
