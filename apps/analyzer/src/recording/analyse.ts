import { setImmediate } from 'node:timers/promises';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import type { JobProgress } from '#contracts/recording';
import type { FaceSample } from '#contracts/recording-link';
import { FaceCensus } from '#inference/face-census';
import { loadModels, modelChoice } from '#inference/load';
import type { AllowedFaces } from '#inference/permit';
import { RecordingPipeline } from '#inference/recording-pipeline';
import type { OpenVideo } from '../video/open-video.ts';
import { Pace } from '../video/pace.ts';
import { BATCH_MS, BATCH_SAMPLES } from './batch.ts';
import type { Followed } from './follow.ts';
import { noticesOf } from './notices.ts';
import { sampledFrames } from './sampled-frames.ts';
import type { Speech } from './speech.ts';

export interface AnalyseOptions {
  readonly settings: AnalysisSettings;
  readonly everyNth: number;
  /** Known beforehand: nothing of anybody else is classified. */
  readonly allowed: AllowedFaces;
  /** Default: nobody is ever heard. */
  readonly speech?: Speech;
  /** Aborted: it throws the signal's reason soon. */
  readonly signal: AbortSignal;
  /** At most four times a second. */
  readonly onProgress: (progress: JobProgress) => void;
}

export interface Analysed {
  readonly classes: readonly string[];
  readonly samples: FaceSample[];
}

/**
 * Analyses every Nth frame of a video in one go, a batch about every second of work.
 *
 * @returns who was seen, and what a person should know of it
 * @throws VideoProblem; CascadeError and ModelError; the signal's reason; what reading the file throws
 */
export async function* analyseVideo(
  video: OpenVideo,
  { settings, everyNth, allowed, speech, signal, onProgress }: AnalyseOptions,
): AsyncGenerator<Analysed, Followed> {
  const { classes, ...choice } = modelChoice(settings);
  const { detector, classifier } = await loadModels(choice);
  try {
    const { windowMs, hysteresis } = settings;
    const pipeline = new RecordingPipeline(detector, classifier, allowed, { classes, windowMs, hysteresis });
    const census = new FaceCensus();
    const pace = new Pace(video.facts.durationMs, 0, onProgress);
    let samples: FaceSample[] = [];
    let givenAt = performance.now();
    signal.throwIfAborted();
    for await (const frame of sampledFrames(video, everyNth, null)) {
      signal.throwIfAborted();
      const { look, samples: found } = await pipeline.process(frame, speech?.at(frame.atMs));
      census.add(look);
      samples.push(...found);
      pace.at(frame.atMs);
      if (samples.length >= BATCH_SAMPLES || performance.now() - givenAt >= BATCH_MS) {
        yield { classes, samples };
        samples = [];
        givenAt = performance.now();
      }
      // Inference has kept this thread from hearing of what was decoded meanwhile.
      await setImmediate();
    }
    signal.throwIfAborted();
    if (samples.length > 0) yield { classes, samples };
    const { listing } = census;
    return { listing, notices: noticesOf(listing.faces.length > 0, video) };
  } finally {
    await Promise.all([classifier.close(), detector.close?.()]);
  }
}
