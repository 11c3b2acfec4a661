/** Below this height the classifier sees less than its input holds. */
const MIN_FACE_PX = 64;
/** A lower layer is taken only if the face would keep this much there, so that one step does not undo the other. */
const COMFORTABLE_FACE_PX = 80;
const UP_AFTER_MS = 600;
const DOWN_AFTER_MS = 3_000;
/** The face may be too small to be found: now and then, look closer layer by layer, for a while at each. */
const LOOK_CLOSER_AFTER_MS = 3_000;
const LOOK_CLOSER_FOR_MS = 2_000;
const LOOK_CLOSER_EVERY_MS = 20_000;
/** A rate is judged once the layer has settled. */
const RATE_SETTLES_MS = 3_000;

export interface Layers {
  spatialLayer: number;
  temporalLayer: number;
}

export interface LayerCounts {
  spatial: number;
  temporal: number;
}

/** From a `scalabilityMode` such as `L3T3`; one layer each where there is none. */
export function layerCounts(scalabilityMode: string | undefined): LayerCounts {
  const match = /^[LS](\d+)T(\d+)/.exec(scalabilityMode ?? '');
  return { spatial: Number(match?.[1] ?? 1), temporal: Number(match?.[2] ?? 1) };
}

/**
 * The lowest simulcast layer that keeps the face at 64 px or more, and the lowest temporal layer that still gives the
 * wanted rate: layers double in size, and in rate. Both move up quickly and down slowly.
 */
export class LayerChooser {
  readonly #counts: LayerCounts;
  readonly #wantedRate: number;
  #layers: Layers = { spatialLayer: 0, temporalLayer: 0 };
  #changedAt: number | null = null;
  #smallSince: number | null = null;
  #largeSince: number | null = null;
  #noFaceSince: number | null = null;
  #lookedCloserAt = -Infinity;
  #lookingCloser = false;

  constructor(counts: LayerCounts, wantedRate: number) {
    this.#counts = counts;
    this.#wantedRate = wantedRate;
  }

  get layers(): Layers {
    return this.#layers;
  }

  /**
   * `faceHeight` in pixels of the received frame, null without a face; `frameRate` in frames a second, null while unknown;
   * `now` in milliseconds. Answers the new layers, or null if they stay.
   */
  observe(faceHeight: number | null, frameRate: number | null, now: number): Layers | null {
    this.#changedAt ??= now;
    const spatialLayer = faceHeight === null ? this.#withoutFace(now) : this.#withFace(faceHeight, now);
    const temporalLayer = this.#temporal(frameRate, now);
    if (spatialLayer === this.#layers.spatialLayer && temporalLayer === this.#layers.temporalLayer) return null;
    this.#layers = { spatialLayer, temporalLayer };
    this.#changedAt = now;
    this.#smallSince = this.#largeSince = null;
    return this.#layers;
  }

  #withFace(height: number, now: number): number {
    const current = this.#layers.spatialLayer;
    this.#noFaceSince = null;
    this.#lookingCloser = false;
    this.#smallSince = height < MIN_FACE_PX ? (this.#smallSince ?? now) : null;
    this.#largeSince = height / 2 >= COMFORTABLE_FACE_PX ? (this.#largeSince ?? now) : null;
    if (this.#smallSince !== null && now - this.#smallSince >= UP_AFTER_MS) return Math.min(current + 1, this.#counts.spatial - 1);
    if (this.#largeSince !== null && now - this.#largeSince >= DOWN_AFTER_MS) return Math.max(current - 1, 0);
    return current;
  }

  #withoutFace(now: number): number {
    const current = this.#layers.spatialLayer;
    this.#smallSince = this.#largeSince = null;
    this.#noFaceSince ??= now;
    if (this.#lookingCloser) {
      if (now - (this.#changedAt ?? now) < LOOK_CLOSER_FOR_MS) return current;
      if (current < this.#counts.spatial - 1) return current + 1;
      this.#lookingCloser = false;
      return 0;
    }
    if (now - this.#noFaceSince < LOOK_CLOSER_AFTER_MS) return current;
    if (now - this.#lookedCloserAt < LOOK_CLOSER_EVERY_MS) return 0;
    this.#lookingCloser = true;
    this.#lookedCloserAt = now;
    return Math.min(current + 1, this.#counts.spatial - 1);
  }

  #temporal(frameRate: number | null, now: number): number {
    const current = this.#layers.temporalLayer;
    if (frameRate === null || this.#changedAt === null || now - this.#changedAt < RATE_SETTLES_MS) return current;
    if (frameRate < this.#wantedRate * 0.9) return Math.min(current + 1, this.#counts.temporal - 1);
    if (frameRate / 2 >= this.#wantedRate * 1.1) return Math.max(current - 1, 0);
    return current;
  }
}
