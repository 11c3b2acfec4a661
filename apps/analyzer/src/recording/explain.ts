import type { AnalysisSettings } from '#contracts/analyzer-link';
import type { ActivationMaps } from '#contracts/recording';
import type { RawEstimate } from '#contracts/recording-link';
import { InferenceError, ModelError } from '#inference/errors';
import { explainFace, type FaceExplanation } from '#inference/explain-face';
import type { Plane } from '#inference/frame';
import { loadModels, modelChoice } from '#inference/load';
import type { Permit } from '#inference/permit';
import type { OpenVideo } from '../video/open-video.ts';
import { VideoProblem } from '../video/problems.ts';

/** Logits are no truer than thousandths. */
const rounded = (value: number) => Math.round(value * 1_000) / 1_000;
/** Stored times are in tenths of a millisecond. */
const ROUNDING_MS = 0.1;
/** Landmarks found again, and boxes kept in tenths of a pixel, move a probability by a hundredth; on small faces by up to seven. */
const SAME_ESTIMATE = 0.15;

/**
 * The class activation maps of an estimate that an earlier analysis made of one frame, by the same steps on the same frame. What comes out
 * must be the same estimate, or the maps would be those of another.
 *
 * @param permit that of the face; null: it must not be classified
 * @throws VideoProblem `face-not-allowed`, `model-missing`, `no-map`, `estimate-differs`, and those of reading the video; what reading the file throws
 */
export async function explainEstimate(
  video: OpenVideo,
  estimate: RawEstimate,
  settings: AnalysisSettings,
  permit: Permit | null,
): Promise<ActivationMaps> {
  if (permit === null)
    throw new VideoProblem(
      'face-not-allowed',
      'This face is not analysed: nobody has said that this person agreed. Change the choice of faces first.',
    );
  const plane = await frameAt(video, estimate.atMs);
  const { scores, maps, width, height, corners, classes } = await explained(plane, estimate, settings, permit);
  const differs =
    classes.join() !== estimate.classes.join() || scores.some((score, index) => Math.abs(score - estimate.scores[index]!) > SAME_ESTIMATE);
  if (differs) throw differsNow();
  const size = width * height;
  return { width, height, corners, maps: classes.map((_, index) => Array.from(maps.subarray(index * size, (index + 1) * size), rounded)) };
}

async function explained(
  plane: Plane,
  face: RawEstimate,
  settings: AnalysisSettings,
  permit: Permit,
): Promise<FaceExplanation & { classes: readonly string[] }> {
  try {
    const { classes, ...choice } = modelChoice(settings);
    const { detector, classifier } = await loadModels(choice);
    try {
      return { ...(await explainFace(detector, classifier, plane, face, permit)), classes };
    } finally {
      await Promise.all([classifier.close(), detector.close?.()]);
    }
  } catch (error) {
    if (!(error instanceof InferenceError)) throw error;
    if (error instanceof ModelError && error.problem === 'no-map') throw new VideoProblem('no-map', error.message, { cause: error });
    throw new VideoProblem(
      'model-missing',
      `The models of the profile "${settings.profile}", which this video was analysed with, cannot be used here any more. ${error.message}`,
      { cause: error },
    );
  }
}

async function frameAt(video: OpenVideo, atMs: number): Promise<Plane> {
  for await (const frame of video.frames(Math.max(0, atMs - ROUNDING_MS))) {
    try {
      if (Math.abs(frame.atMs - atMs) <= ROUNDING_MS) return frame.luma();
      break;
    } finally {
      frame.free();
    }
  }
  throw differsNow();
}

function differsNow(): VideoProblem {
  return new VideoProblem(
    'estimate-differs',
    'What is installed now does not come to the estimate of then, so it cannot be said what that rests on: models or programs have changed since. Analyse the video again.',
  );
}
