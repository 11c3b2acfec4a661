import type { EmotionScores } from '#contracts/emotion';
import { FrameAnalyser, type RawResult } from '../analyse.ts';
import type { Classifier } from '../classify/classifier.ts';
import { overlap, type Detector } from '../detect/detector.ts';
import { keptByThresholds, type Selection } from './confidence.ts';
import type { LabelledFace } from './faces.ts';
import { measure, type Metrics } from './metrics.ts';
import { seeded } from './random.ts';
import { sceneWith, type Scene } from './scene.ts';

/** What users get: the figures are those of the faces that were found, `n` of `faces`. */
export interface ThroughDetector extends Metrics {
  readonly detector: string;
  /** How many faces were to be found. */
  readonly faces: number;
  readonly foundShare: number;
  /** A face that was not found, or could not be read, counts as wrong. */
  readonly accuracyOfAll: number;
  readonly uncertain: Selection;
}

/** Of a detector's box and the face's own: detectors differ in how much of a head they call a face. */
const SAME_FACE = 0.3;
const BATCH = 16;

/**
 * Puts each face into a scene and takes it through all that ships: detector, tracker, quality, alignment, crop, classifier.
 *
 * @param faces crops without surroundings
 */
export async function throughDetector(
  name: string,
  detector: Detector,
  classifier: Classifier,
  faces: readonly LabelledFace[],
): Promise<ThroughDetector> {
  const analyser = new FrameAnalyser(detector, classifier);
  const scores: EmotionScores[] = [];
  const truth: number[] = [];
  for (let at = 0; at < faces.length; at += BATCH) {
    const batch = faces.slice(at, at + BATCH);
    const scenes = batch.map(({ index, plane }) => sceneWith(plane, seeded('scene', index)));
    // Each face is a participant of its own, so that none is looked for where another was.
    const items = scenes.map(({ plane }, place) => ({ tapId: String(batch[place]!.index), plane, atMs: 0 }));
    (await analyser.analyse(items)).forEach((result, place) => {
      if (!isFound(result, scenes[place]!)) return;
      scores.push(result.scores);
      truth.push(batch[place]!.truth);
    });
    items.forEach(({ tapId }) => analyser.forget(tapId));
  }
  const { classes, uncertain } = classifier.model;
  const figures = measure(classes, scores, truth);
  return {
    detector: name,
    faces: faces.length,
    foundShare: scores.length / faces.length,
    accuracyOfAll: (figures.accuracy * scores.length) / faces.length,
    ...figures,
    uncertain: keptByThresholds(scores, truth, uncertain),
  };
}

function isFound(result: RawResult, scene: Scene): result is RawResult & { scores: EmotionScores } {
  return result.scores !== null && result.face !== null && overlap(result.face.box, scene.box) >= SAME_FACE;
}
