/** Base of everything that inference reports; `message` says what to do and may be shown to an operator. */
export class InferenceError extends Error {
  override readonly name: string = 'InferenceError';
}

export type CascadeProblem = 'missing' | 'foreign' | 'broken' | 'unsupported';

/** The detector's cascade file is missing, is no cascade, is damaged, or needs features that are not supported. */
export class CascadeError extends InferenceError {
  override readonly name = 'CascadeError';
  readonly problem: CascadeProblem;

  constructor(problem: CascadeProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

export type ModelProblem =
  | 'manifest-missing'
  | 'manifest-broken'
  | 'unknown-model'
  | 'file-missing'
  | 'wrong-hash'
  | 'not-loadable'
  | 'no-map';

/** The models' manifest or a model file is missing, damaged, or not the file that the manifest describes. */
export class ModelError extends InferenceError {
  override readonly name = 'ModelError';
  readonly problem: ModelProblem;

  constructor(problem: ModelProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

export type PoolProblem = 'busy' | 'crashed' | 'closed' | 'released';

/** A frame got no result: a newer one took its place, its worker died, or the pool or the tap was closed meanwhile. */
export class PoolError extends InferenceError {
  override readonly name = 'PoolError';
  readonly problem: PoolProblem;

  constructor(problem: PoolProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** A data set for `evaluate` is missing or not laid out as expected. */
export class DataError extends InferenceError {
  override readonly name = 'DataError';
}
