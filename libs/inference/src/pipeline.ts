import type { EmotionSample } from '#contracts/emotion';
import type { RawResult } from './analyse.ts';
import { PoolError } from './errors.ts';
import type { Frame } from './frame.ts';
import { Smoother, type SmootherOptions } from './smoother.ts';

export type PipelineOptions = SmootherOptions;

/** What computes a frame's raw result for a pipeline. */
export interface FrameRunner {
  /**
   * `wanted` is asked right before the frame is looked at, which may be some time after this call.
   *
   * @throws PoolError if the frame gets no result
   */
  run(tapId: string, frame: Frame, wanted?: () => boolean): Promise<RawResult>;
  release(tapId: string): void;
}

/** Frames of one participant in, samples out: raw result, then the sliding window, then the leading label. */
export class ParticipantPipeline {
  readonly #tapId: string;
  readonly #runner: FrameRunner;
  readonly #smoother: Smoother;

  constructor(tapId: string, runner: FrameRunner, options: PipelineOptions) {
    this.#tapId = tapId;
    this.#runner = runner;
    this.#smoother = new Smoother(options);
  }

  /**
   * The sample of a frame; null where a newer frame took its place, it was no longer wanted, or a thread crashed over it.
   *
   * @param speaking whether the participant was speaking then
   */
  async process(frame: Frame, wanted?: () => boolean, speaking = false): Promise<EmotionSample | null> {
    // The runner may take the frame's memory away, so its time is read first.
    const { atMs } = frame;
    let result: RawResult;
    try {
      result = await this.#runner.run(this.#tapId, frame, wanted);
    } catch (error) {
      if (error instanceof PoolError) return null;
      throw error;
    }
    return this.#smoother.next(atMs, { ...result, faceHeight: result.face?.box[3] ?? null, speaking });
  }

  close(): void {
    this.#runner.release(this.#tapId);
  }
}
