import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EMOTIONS, emotionOf, isEmotion, type EmotionName, type EmotionScores } from '#contracts/emotion';
import { FrameAnalyser, type RawResult } from '../analyse.ts';
import type { Classifier } from '../classify/classifier.ts';
import type { Detector } from '../detect/detector.ts';
import { DataError } from '../errors.ts';
import { keptByShare, keptByThresholds, type Selection } from './confidence.ts';
import { measure, type Metrics } from './metrics.ts';
import { readPhoto } from './photo.ts';

/** A picture of one person, and the expression that its name says it shows. */
export interface LabelledPicture {
  readonly path: string;
  readonly emotion: EmotionName;
}

/** The figures are those of the faces that could be read, `n` of `pictures`. */
export interface PictureEvaluation extends Metrics {
  readonly classes: readonly string[];
  /** Pictures of an expression that is among the classifier's classes. */
  readonly pictures: number;
  /** Pictures of any other expression; they count for nothing. */
  readonly leftOut: number;
  /** Share of the pictures whose face was found and could be read, 0-1. */
  readonly found: number;
  /** How many pictures came out in which state. */
  readonly states: Partial<Record<RawResult['state'], number>>;
  /** A picture without a face that could be read counts as wrong. */
  readonly accuracyOfAll: number;
  /** Mean over the classes of the share that was recognised, whatever their numbers. */
  readonly balancedAccuracy: number;
  /** Share of the `n` faces that are `ok`, and how often these are right. */
  readonly keptShare: number;
  readonly keptAccuracy: number;
  readonly uncertain: Classifier['model']['uncertain'] & Selection;
  readonly riskCoverage: Selection;
}

const PICTURE = /\.(png|jpe?g|webp|tiff?|gif)$/i;
const KEPT = 0.8;

/**
 * Pictures named by what they show: `CLASS_anything.png`, or `CLASS/anything.png`. Classes may have the names of FER+ or of FER2013.
 *
 * @throws DataError where there are none, or a name says no expression
 */
export async function listPictures(folder: string): Promise<LabelledPicture[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new DataError(`The folder of pictures ${folder} cannot be read. Name it with --pictures.`, { cause });
  });
  const found: LabelledPicture[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const names = (await readdir(path)).filter((name) => PICTURE.test(name)).sort();
      if (names.length > 0) found.push(...names.map((name) => ({ path: join(path, name), emotion: emotionNamed(entry.name, path) })));
    } else if (PICTURE.test(entry.name)) {
      found.push({ path, emotion: emotionNamed(entry.name.split('_')[0]!, path) });
    }
  }
  if (found.length === 0) throw new DataError(`There are no pictures in ${folder}. Put them there as CLASS_name.png or CLASS/name.png.`);
  return found;
}

function emotionNamed(name: string, path: string): EmotionName {
  const emotion = emotionOf(name.toLowerCase());
  if (isEmotion(emotion)) return emotion;
  throw new DataError(`${path} says "${name}", which is no expression. There are: ${EMOTIONS.join(', ')}.`);
}

/**
 * Takes each picture through all that a frame of a call goes through: detector, quality, alignment, crop, classifier.
 *
 * @throws DataError where a picture cannot be read, or none shows an expression that the classifier knows
 */
export async function evaluatePictures(
  detector: Detector,
  classifier: Classifier,
  all: readonly LabelledPicture[],
): Promise<PictureEvaluation> {
  const { classes, uncertain } = classifier.model;
  const emotions = classes.map(emotionOf);
  const pictures = all.filter(({ emotion }) => emotions.includes(emotion));
  if (pictures.length === 0)
    throw new DataError(`None of the ${all.length} pictures shows an expression that the classifier knows: ${classes.join(', ')}.`);
  const analyser = new FrameAnalyser(detector, classifier);
  const [scores, truth]: [EmotionScores[], number[]] = [[], []];
  const states: Partial<Record<RawResult['state'], number>> = {};
  for (const { path, emotion } of pictures) {
    // Each picture is a participant of its own, so that no face is looked for where another was.
    const [result] = await analyser.analyse([{ tapId: path, plane: await readPhoto(await readFile(path), path), atMs: 0 }]);
    analyser.forget(path);
    states[result!.state] = (states[result!.state] ?? 0) + 1;
    if (result!.scores === null) continue;
    scores.push(result!.scores);
    truth.push(emotions.indexOf(emotion));
  }
  const figures = measure(classes, scores, truth);
  const occurring = Object.values(figures.perClass).filter(({ n }) => n > 0);
  const selection = keptByThresholds(scores, truth, uncertain);
  return {
    ...figures,
    classes,
    pictures: pictures.length,
    leftOut: all.length - pictures.length,
    found: scores.length / pictures.length,
    states,
    accuracyOfAll: (figures.accuracy * scores.length) / pictures.length,
    balancedAccuracy: occurring.reduce((sum, { recall }) => sum + recall, 0) / Math.max(1, occurring.length),
    keptShare: selection.keptShare,
    keptAccuracy: selection.keptAccuracy,
    uncertain: { ...uncertain, ...selection },
    riskCoverage: keptByShare(scores, truth, KEPT),
  };
}
