import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { MODELS_FOLDER, readManifest } from '../classify/manifest.ts';
import type { Detector } from '../detect/detector.ts';
import { loadDetector } from '../detect/load.ts';
import { Tracker } from '../detect/tracker.ts';
import { drawCalls, type Call } from './call-frames.ts';
import { MIN_FACE_HEIGHT, readFaceScenes, type FaceScene } from './face-scenes.ts';
import {
  atPrecision,
  curve,
  detection,
  judge,
  MATCH_IOU,
  recallByHeight,
  type CurvePoint,
  type HeightRecall,
  type Verdict,
} from './match.ts';
import { readPhoto } from './photo.ts';
import { readTar, type TarFile } from './tar.ts';

/** Frames that are looked at before the clock starts, and calls that are timed. */
const [WARM_UP, CALLS] = [2, 24];
/** Between the frames of a call. */
const STEP_MS = 200;
const HEIGHTS = [MIN_FACE_HEIGHT, 32, 48, 64];
const PRECISION = 0.9;

export interface DetectorEvaluation {
  readonly detector: string;
  /** Faces that were to be found. */
  readonly n: number;
  readonly scenes: number;
  readonly recall: number;
  readonly precision: number;
  /** Intersection over union from which on a face counts as found. */
  readonly iou: number;
  /** Mean intersection over union of the faces that were found. */
  readonly meanIou: number;
  readonly byHeight: readonly HeightRecall[];
  /** Recall and precision where the threshold is raised above the shipped one, which is the first point. */
  readonly curve: readonly CurvePoint[];
  /** The lowest threshold, from the shipped one up, at which precision is 0.9, and the recall there; null: none. A threshold read off these faces, not one to ship. */
  readonly atPrecision90: CurvePoint | null;
  /** Faces seen in photos without one, per hundred of the fifth that no detector of ours learnt from (`models/training/mtcnn`). */
  readonly falsePer100Negatives: number;
  /** The same over all photos without a face. */
  readonly falsePer100AllNegatives: number;
  readonly negatives: { readonly heldOut: number; readonly all: number };
  /** Median of whole searches of a 320x180 frame with one face, as a call does them, on one thread. */
  readonly msPerFrame: number;
  /** The same in processor time, mean: what other programs at work on the machine do not lengthen. */
  readonly cpuMsPerFrame: number;
  /** Means where the face is followed from frame to frame, whole searches now and then included. */
  readonly msPerTrackedFrame: number;
  readonly cpuMsPerTrackedFrame: number;
  /** Share of those frames in which the face was found. */
  readonly foundInFrames: number;
}

/**
 * Measures a detector through the code that ships: on photos with human boxes (`eval-faces`), on photos without a face
 * (`negatives`), and its time on frames with one (drawn from `lfw` and `negatives`).
 *
 * @param folder holds `eval-faces.tar`, `eval-faces.csv`, `negatives.tar` and `lfw.tar`
 * @throws CascadeError, ModelError, DataError
 */
export async function evaluateDetector(name: string, folder: string, modelsPath: string = MODELS_FOLDER): Promise<DetectorEvaluation> {
  const detector = await loadDetector(name, { manifest: readManifest(modelsPath), modelsPath });
  try {
    // All is read before anything is measured, so that a missing file is noticed at once.
    const scenes = await readFaceScenes(folder, 'eval-faces');
    const negatives = await readTar(join(folder, 'negatives.tar'));
    const calls = await drawCalls(folder, CALLS);
    return {
      detector: name,
      ...(await findInScenes(detector, scenes)),
      ...(await findInNegatives(detector, negatives)),
      ...(await time(detector, calls)),
    };
  } finally {
    await detector.close?.();
  }
}

async function findInScenes(detector: Detector, scenes: readonly FaceScene[]) {
  const verdicts: Verdict[] = [];
  for (const { name, bytes, faces, ignored } of scenes) {
    verdicts.push(...judge(await detector.detect(await readPhoto(bytes, name)), faces, ignored));
  }
  const all = scenes.flatMap(({ faces }) => faces);
  const n = all.length;
  const ious = verdicts.filter((verdict) => verdict.is === 'face').map(({ iou }) => iou);
  return {
    n,
    scenes: scenes.length,
    ...detection(verdicts, n),
    iou: MATCH_IOU,
    meanIou: mean(ious),
    byHeight: recallByHeight(verdicts, all, HEIGHTS),
    curve: curve(verdicts, n),
    atPrecision90: atPrecision(verdicts, n, PRECISION),
  };
}

async function findInNegatives(detector: Detector, photos: readonly TarFile[]) {
  const found: number[] = [];
  for (const { name, bytes } of photos) found.push((await detector.detect(await readPhoto(bytes, name))).length);
  const unseen = found.filter((_, index) => isHeldOut(photos[index]!.name));
  return {
    falsePer100Negatives: 100 * mean(unseen),
    falsePer100AllNegatives: 100 * mean(found),
    negatives: { heldOut: unseen.length, all: photos.length },
  };
}

/** The fifth of the photos without a face that training leaves alone: `empty` in models/training/mtcnn/data.py. */
function isHeldOut(name: string): boolean {
  return crc32(name) / 2 ** 32 < 0.2;
}

async function time(detector: Detector, calls: readonly Call[]) {
  for (const call of calls.slice(0, WARM_UP)) for (const frame of call) await new Tracker(detector).next(frame, 0);
  // A tracker that has seen nothing searches the whole frame.
  const whole = await timed(calls.flatMap((call) => call.slice(0, 5).map((frame) => () => new Tracker(detector).next(frame, 0))));
  const followed = await timed(
    calls.flatMap((call) => {
      const tracker = new Tracker(detector);
      return call.map((frame, index) => () => tracker.next(frame, index * STEP_MS));
    }),
  );
  return {
    msPerFrame: median(whole.ms),
    cpuMsPerFrame: whole.cpuMs,
    msPerTrackedFrame: mean(followed.ms),
    cpuMsPerTrackedFrame: followed.cpuMs,
    foundInFrames: mean(followed.results.map(({ face }) => Number(face !== null))),
  };
}

/** Wall time of each, and the mean processor time of this thread. */
async function timed<T>(tasks: readonly (() => Promise<T>)[]): Promise<{ results: T[]; ms: number[]; cpuMs: number }> {
  const results: T[] = [];
  const ms: number[] = [];
  const before = process.threadCpuUsage();
  for (const task of tasks) {
    const began = performance.now();
    results.push(await task());
    ms.push(performance.now() - began);
  }
  const { user, system } = process.threadCpuUsage(before);
  return { results, ms, cpuMs: (user + system) / 1_000 / tasks.length };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
