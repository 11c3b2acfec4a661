import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import type { JobProgress, Problem } from '#contracts/recording';
import type { FaceSample } from '#contracts/recording-link';
import { loadModels, modelChoice } from '#inference/load';
import { RecordingPipeline, recordingState } from '#inference/recording-pipeline';
import type { OpenVideo } from '../video/open-video.ts';
import { VideoProblem } from '../video/problems.ts';
import { Pace } from '../video/pace.ts';
import { sampledFrames } from './sampled-frames.ts';

export interface AnalyseOptions {
  readonly settings: AnalysisSettings;
  readonly everyNth: number;
  /** That of the last batch that was kept; null: from the start. */
  readonly checkpoint: unknown;
  /** Aborted: it throws the signal's reason soon. */
  readonly signal: AbortSignal;
  /** At most four times a second. */
  readonly onProgress: (progress: JobProgress) => void;
}

/** Samples since the batch before, and where to go on from if nothing comes after; both are JSON. */
export interface AnalysedBatch {
  readonly classes: readonly string[];
  readonly samples: FaceSample[];
  readonly checkpoint: unknown;
}

const BATCH_MS = 1_000;
const BATCH_SAMPLES = 200;

const checkpointSchema = z.object({
  /** What it was made with, and so has to go on with. */
  profile: z.string(),
  everyNth: z.int().positive(),
  /** The frame analysed last. */
  last: z.object({ index: z.int().nonnegative(), atMs: z.number().nonnegative() }),
  faceSeen: z.boolean(),
  pipeline: recordingState,
});
type Checkpoint = z.infer<typeof checkpointSchema>;

/**
 * Analyses every Nth frame of a video, a batch about every second of work. One that goes on from a checkpoint gives the samples that
 * the first would have given.
 *
 * @returns what a person should know of it: `no-face`, `broken-tail`, or null
 * @throws VideoProblem; CascadeError and ModelError; the signal's reason; what reading the file throws
 */
export async function* analyseVideo(video: OpenVideo, { settings, everyNth, checkpoint, signal, onProgress }: AnalyseOptions): AsyncGenerator<AnalysedBatch, Problem | null> {
  const from = resumed(checkpoint, settings.profile, everyNth);
  const { classes, ...choice } = modelChoice(settings);
  const { detector, classifier } = await loadModels(choice);
  try {
    const { windowMs, hysteresis } = settings;
    const pipeline = new RecordingPipeline(detector, classifier, { classes, windowMs, hysteresis }, from?.pipeline);
    const pace = new Pace(video.facts.durationMs, from?.last.atMs ?? 0, onProgress);
    let faceSeen = from?.faceSeen ?? false;
    let last = from?.last ?? null;
    let samples: FaceSample[] = [];
    let givenAt = performance.now();
    const batch = (): AnalysedBatch => {
      const made: AnalysedBatch = { classes, samples, checkpoint: { profile: settings.profile, everyNth, last: last!, faceSeen, pipeline: pipeline.state } satisfies Checkpoint };
      samples = [];
      return made;
    };
    signal.throwIfAborted();
    for await (const frame of sampledFrames(video, everyNth, last)) {
      signal.throwIfAborted();
      const found = await pipeline.process([frame]);
      faceSeen ||= found.some(({ sample }) => sample.faceHeight !== null);
      samples.push(...found);
      last = { index: frame.index, atMs: frame.atMs };
      pace.at(frame.atMs);
      if (samples.length >= BATCH_SAMPLES || performance.now() - givenAt >= BATCH_MS) {
        yield batch();
        givenAt = performance.now();
      }
      // Inference has kept this thread from hearing of what was decoded meanwhile.
      await setImmediate();
    }
    signal.throwIfAborted();
    if (samples.length > 0) yield batch();
    return noticeOf(faceSeen, video.tailBroken);
  } finally {
    await Promise.all([classifier.close(), detector.close?.()]);
  }
}

function resumed(checkpoint: unknown, profile: string, everyNth: number): Checkpoint | null {
  if (checkpoint === null || checkpoint === undefined) return null;
  const parsed = checkpointSchema.safeParse(checkpoint);
  if (parsed.success && parsed.data.profile === profile && parsed.data.everyNth === everyNth) return parsed.data;
  throw new VideoProblem('video-failed', 'What is left of the interrupted analysis does not fit the settings or the version of now. Analyse the video again from its start.');
}

function noticeOf(faceSeen: boolean, tailBroken: boolean): Problem | null {
  if (!faceSeen) return { code: 'no-face', message: 'No face was found in this video. Faces have to be seen from the front, well lit, and at least a sixth of the picture high.' };
  if (tailBroken) return { code: 'broken-tail', message: 'The end of this video is damaged or missing. Everything before it was analysed.' };
  return null;
}
