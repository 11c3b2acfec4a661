import type { AnalyseItem, RawResult } from '../analyse.ts';
import type { Device } from '../classify/device.ts';
import type { CascadeProblem, ModelProblem } from '../errors.ts';
import type { ModelChoice } from '../load.ts';

/** What a worker is started with. */
export type WorkerSetup = ModelChoice;

export type ToWorker =
  | { readonly type: 'batch'; readonly items: readonly AnalyseItem[] }
  | { readonly type: 'release'; readonly tapId: string };

/** A typed error's fields: classes do not survive the way between threads. */
export type Failure =
  | { readonly kind: 'cascade'; readonly problem: CascadeProblem; readonly message: string }
  | { readonly kind: 'model'; readonly problem: ModelProblem; readonly message: string }
  | { readonly kind: 'other'; readonly message: string };

export type FromWorker =
  | { readonly type: 'ready'; readonly device: Device }
  | { readonly type: 'failed'; readonly failure: Failure }
  /** A device failed at run time, and the CPU took over. */
  | { readonly type: 'fellBack'; readonly failed: Device; readonly message: string }
  /** In the batch's order. */
  | { readonly type: 'results'; readonly results: readonly RawResult[] }
  | { readonly type: 'batchFailed'; readonly message: string };
