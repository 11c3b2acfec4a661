import type { ClassifierManifest } from '#contracts/model-manifest';
import type { Plane } from '#inference/frame';
import { valuesOf } from '#inference/classify/classifier';
import type { FaceLook } from '#inference/face-look';
import type { HeldFaces } from '#inference/face-reader';

/** Some ten minutes of one face. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * What was cut from the pictures while it is not known yet who may be analysed, in this process' memory alone: so a video in which there is
 * one person need not be decoded twice. Nothing of it is classified here.
 */
export class HeldCrops {
  readonly #model: ClassifierManifest;
  readonly #wanted: ReadonlySet<number> | null;
  readonly #held = new Map<number, HeldFaces>();
  #room = MOST_BYTES;

  /** @param likely faces that may be allowed later; null: any face in the video */
  constructor(model: ClassifierManifest, likely: readonly number[] | null) {
    this.#model = model;
    this.#wanted = likely === null ? null : new Set(likely);
  }

  take({ index, sampled, faces }: FaceLook, plane: Plane): void {
    if (!sampled || this.#room <= 0) return;
    const held = new Map<number, Float32Array>();
    for (const { number, state, box, landmarks } of faces) {
      if (state !== 'ok' || box === null || this.#wanted?.has(number) === false) continue;
      const values = valuesOf({ plane, box, landmarks }, this.#model);
      this.#room -= values.byteLength;
      held.set(number, values);
    }
    this.#held.set(index, held);
  }

  /** Undefined where nothing was kept of that picture. */
  of(index: number): HeldFaces | undefined {
    return this.#held.get(index);
  }

  /** Forgets everything, and takes no more. */
  drop(): void {
    this.#held.clear();
    this.#room = 0;
  }
}
