import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { analysisWork, type VideoMeasure } from '#contracts/analysis-work';
import type { RecordingOptions } from '#contracts/recording';

/** Decoding uses all cores, finding and classifying one: with two, this is what was measured. */
const USUAL_PARALLELISM = 0.7;
/** Shorter ones are mostly loading. */
const TELLS_FROM_MS = 2_000;
/** How much the newest analysis counts against all before. */
const NEWEST = 0.5;

/**
 * How fast this server analyses videos: by those that it has analysed since it started, and by its number of cores before the first. What a person
 * is told beforehand follows from it.
 */
@Injectable()
export class AnalysisPace {
  #measured: number | null = null;

  /** Milliseconds that it takes for a millisecond of `analysisWork`. */
  get pace(): number {
    return this.#measured ?? 1 / (USUAL_PARALLELISM * availableParallelism());
  }

  /** A whole video has been analysed, from its start to its end. */
  learn(video: VideoMeasure, options: Pick<RecordingOptions, 'everyNth'>, tookMs: number): void {
    const work = analysisWork(video, options);
    if (tookMs < TELLS_FROM_MS || work <= 0) return;
    const newest = tookMs / work;
    this.#measured = this.#measured === null ? newest : NEWEST * newest + (1 - NEWEST) * this.#measured;
  }
}
