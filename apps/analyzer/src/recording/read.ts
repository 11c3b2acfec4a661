import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import type { JobProgress } from '#contracts/recording';
import type { FaceSample } from '#contracts/recording-link';
import type { FaceLook } from '#inference/face-look';
import { FaceReader, faceReaderState } from '#inference/face-reader';
import { loadReader, modelChoice } from '#inference/load';
import type { AllowedFaces } from '#inference/permit';
import type { OpenVideo } from '../video/open-video.ts';
import { Pace } from '../video/pace.ts';
import { VideoProblem } from '../video/problems.ts';
import { BATCH_MS, BATCH_SAMPLES, type AnalysedBatch } from './batch.ts';
import type { HeldCrops } from './held-crops.ts';
import { PlanesInOrder } from './planes-in-order.ts';
import type { Speech } from './speech.ts';
import type { TrackLog } from './track-log.ts';

export interface ReadOptions {
  readonly settings: AnalysisSettings;
  readonly everyNth: number;
  /** Where the faces are. */
  readonly tracks: TrackLog;
  /** The only faces that are classified. */
  readonly allowed: AllowedFaces;
  readonly held: HeldCrops | null;
  readonly speech: Speech;
  /** That of the last batch that was kept; null: from the start. */
  readonly checkpoint: unknown;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

/** The server takes out of `smoothers` whose face has been erased. */
const checkpointSchema = z.object({
  phase: z.literal('read'),
  profile: z.string(),
  everyNth: z.int().positive(),
  /** The frame analysed last; -1: none yet. */
  index: z.int().min(-1),
  atMs: z.number().nonnegative(),
  smoothers: faceReaderState,
});
type Checkpoint = z.infer<typeof checkpointSchema>;

/** Null where a process was not reading faces. */
export function readSoFar(checkpoint: unknown, profile: string, everyNth: number): Checkpoint | null {
  const parsed = checkpointSchema.safeParse(checkpoint);
  return parsed.success && parsed.data.profile === profile && parsed.data.everyNth === everyNth ? parsed.data : null;
}

/**
 * Analyses the allowed faces along the tracks that were kept when they were listed, a batch about every second of work. One that goes on
 * from a checkpoint gives the samples that the first would have given.
 *
 * @throws VideoProblem; ModelError; the signal's reason; what reading the files throws
 */
export async function* readTracks(video: OpenVideo, options: ReadOptions): AsyncGenerator<AnalysedBatch> {
  const { settings, everyNth, tracks, allowed, held, speech, signal } = options;
  const { profile, windowMs, hysteresis } = settings;
  const from = readSoFar(options.checkpoint, profile, everyNth);
  if (from === null && options.checkpoint !== null && options.checkpoint !== undefined) {
    throw new VideoProblem(
      'video-failed',
      'What is left of the interrupted analysis does not fit the settings or the version of now. Analyse the video again from its start.',
    );
  }
  const { classes } = modelChoice(settings);
  const classifier = await loadReader(settings);
  const planes = new PlanesInOrder(video, everyNth);
  try {
    const reader = new FaceReader(classifier, allowed, { classes, windowMs, hysteresis }, from?.smoothers);
    const pace = new Pace(video.facts.durationMs, from?.atMs ?? 0, options.onProgress);
    let samples: FaceSample[] = [];
    let last = { index: from?.index ?? -1, atMs: from?.atMs ?? 0 };
    let givenAt = performance.now();
    const batch = (): AnalysedBatch => {
      const made: AnalysedBatch = {
        classes,
        samples,
        checkpoint: { phase: 'read', profile, everyNth, ...last, smoothers: reader.state } satisfies Checkpoint,
      };
      samples = [];
      return made;
    };
    for await (const look of tracks.looks()) {
      signal.throwIfAborted();
      const before = last;
      if (!look.sampled || look.index <= last.index) continue;
      last = { index: look.index, atMs: look.atMs };
      const wanted = readable(look, allowed);
      const kept = held?.of(look.index);
      const haveAll = wanted.every((number) => kept?.has(number));
      samples.push(...(await reader.read(look, haveAll ? (kept ?? new Map()) : await planes.at(look, before), speech.at(look.atMs))));
      pace.at(look.atMs);
      if (samples.length >= BATCH_SAMPLES || performance.now() - givenAt >= BATCH_MS) {
        yield batch();
        givenAt = performance.now();
      }
      // Inference has kept this thread from hearing of what was decoded meanwhile.
      await setImmediate();
    }
    signal.throwIfAborted();
    if (samples.length > 0) yield batch();
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) {
      throw new VideoProblem(
        'video-failed',
        'What was kept of the faces in this video cannot be read by the version of now. Analyse the video again from its start.',
        { cause: error },
      );
    }
    throw error;
  } finally {
    await planes.close();
    await classifier.close();
  }
}

/** Whose of the faces in a picture are to be read. */
const readable = ({ faces }: FaceLook, allowed: AllowedFaces) =>
  faces.flatMap(({ number, state }) => (state === 'ok' && allowed.has(number) ? [number] : []));
