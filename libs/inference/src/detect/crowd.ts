import { z } from 'zod';
import { box as boxOf, type Box } from '#contracts/emotion';
import type { Plane } from '#inference/frame';
import { overlap, type Detector } from './detector.ts';
import { shrinkTo } from './shrink.ts';
import { samePlace, smallestFace, times, TRACKER_DEFAULTS } from './tracker.ts';

/** So often at most, as it costs as much as ten looks. */
const EVERY_MS = 1_500;

export const crowdState = z.object({ lookedMs: z.number().nullable(), before: z.array(boxOf) });
export type CrowdState = z.infer<typeof crowdState>;

/**
 * A second detector's word on whether several people are in a picture at once: the one that follows faces may see only one of them, and a video
 * with two people must not be taken for one with one. It numbers nobody.
 */
export class Crowd {
  readonly #detector: Detector;
  #lookedMs: number | null;
  /** In pixels of the plane. */
  #before: Box[];

  constructor(detector: Detector, state?: CrowdState) {
    this.#detector = detector;
    this.#lookedMs = state?.lookedMs ?? null;
    this.#before = structuredClone(state?.before ?? []);
  }

  get state(): CrowdState {
    return structuredClone({ lookedMs: this.#lookedMs, before: this.#before });
  }

  /** @returns several faces that have been there twice in a row, in pixels of the plane; null where it did not look, or there are none */
  async look(plane: Plane, atMs: number): Promise<readonly Box[] | null> {
    if (this.#lookedMs !== null && atMs - this.#lookedMs < EVERY_MS) return null;
    this.#lookedMs = atMs;
    const { plane: small, scale } = shrinkTo(plane, TRACKER_DEFAULTS.maxPixels);
    const found = await this.#detector.search(small, smallestFace(small, TRACKER_DEFAULTS), false);
    const faces: Box[] = [];
    for (const { box, score } of found) {
      const own = times(box, scale);
      if (score > this.#detector.furtherScore && faces.every((other) => overlap(other, own) < 0.2)) faces.push(own);
    }
    const stayed = faces.filter((box) => this.#before.some((one) => samePlace(one, box)));
    this.#before = faces;
    return stayed.length > 1 ? stayed : null;
  }

  async close(): Promise<void> {
    await this.#detector.close?.();
  }
}
