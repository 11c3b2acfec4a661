import type { FaceSample } from '#contracts/recording-link';

/** Samples since the batch before, and where to go on from if nothing comes after; both are JSON. */
export interface AnalysedBatch {
  readonly classes: readonly string[];
  readonly samples: FaceSample[];
  readonly checkpoint: unknown;
}

export const BATCH_MS = 1_000;
export const BATCH_SAMPLES = 100;
