import type { EmotionSample } from '#contracts/emotion';
import type { RawResult } from './analyse.ts';
import { PoolError } from './errors.ts';
import type { Frame } from './frame.ts';
import { LeadingClass } from './smoothing/leading-class.ts';
import { SlidingWindow } from './smoothing/sliding-window.ts';

export interface PipelineOptions {
  /** Names in the order of the scores. */
  readonly classes: readonly string[];
  readonly windowMs: number;
  readonly hysteresis: number;
}

/** What computes a frame's raw result for a pipeline: the pool in a call, an analyser of its own for a recorded video. */
export interface FrameRunner {
  /** @throws PoolError if the frame gets no result */
  run(tapId: string, frame: Frame): Promise<RawResult>;
  release(tapId: string): void;
}

/** Frames of one participant in, samples out: raw result, then the sliding window, then the leading label. */
export class ParticipantPipeline {
  readonly #tapId: string;
  readonly #runner: FrameRunner;
  readonly #classes: readonly string[];
  readonly #window: SlidingWindow;
  readonly #leading: LeadingClass;

  constructor(tapId: string, runner: FrameRunner, { classes, windowMs, hysteresis }: PipelineOptions) {
    this.#tapId = tapId;
    this.#runner = runner;
    this.#classes = classes;
    this.#window = new SlidingWindow(windowMs);
    this.#leading = new LeadingClass(hysteresis);
  }

  /** The sample of a frame; null where a newer frame took its place or a thread crashed over it. */
  async process(frame: Frame): Promise<EmotionSample | null> {
    // The runner may take the frame's memory away, so its time is read first.
    const { atMs } = frame;
    let result: RawResult;
    try {
      result = await this.#runner.run(this.#tapId, frame);
    } catch (error) {
      if (error instanceof PoolError) return null;
      throw error;
    }
    return this.#sampleOf(atMs, result);
  }

  close(): void {
    this.#runner.release(this.#tapId);
  }

  #sampleOf(atMs: number, { state, scores, face }: RawResult): EmotionSample {
    this.#window.add(atMs, state === 'ok' ? scores : null);
    const smoothed = this.#window.mean;
    const leading = this.#leading.next(smoothed);
    return {
      atMs,
      state,
      raw: scores,
      smoothed,
      label: leading === null ? null : this.#classes[leading]!,
      coverage: this.#window.coverage,
      faceHeight: face === null ? null : face.box[3],
    };
  }
}
