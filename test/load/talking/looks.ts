import type { RawResult } from '#inference/analyse';

/** One frame of a person, and whether they speak in it. */
export interface Look {
  readonly atMs: number;
  readonly speaking: boolean;
  readonly result: Pick<RawResult, 'state' | 'scores'>;
}

/** A person looked at for a while. */
export interface Take {
  readonly source: string;
  /** What the face shows all the time but for its mouth; null where nobody knows. */
  readonly truth: string | null;
  readonly looks: readonly Look[];
}
