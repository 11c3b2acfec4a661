import { Classifier } from './classify/classifier.ts';
import { classifierOf, MODELS_FOLDER, readManifest, readModelFile } from './classify/manifest.ts';
import { readFerPlus, type Split } from './evaluate/ferplus.ts';
import { measure, type Metrics } from './evaluate/metrics.ts';

export { SPLITS, type Split } from './evaluate/ferplus.ts';

export interface ModelEvaluation extends Metrics {
  readonly model: string;
  readonly split: Split;
  readonly classes: readonly string[];
}

const BATCH = 64;

/**
 * Measures a classifier on a split of FER+ through the code that ships: its resize, normalisation, session and softmax. The
 * images are crops already, so each is shown to the network whole.
 *
 * @param folder holds `labels.csv` and the mosaics
 * @throws ModelError, DataError
 */
export async function evaluateModel(model: string, folder: string, split: Split, modelsPath: string = MODELS_FOLDER): Promise<ModelEvaluation> {
  const entry = classifierOf(readManifest(modelsPath), model);
  const bytes = readModelFile(entry, modelsPath);
  const faces = await readFerPlus(folder, split, entry.classes);
  const classifier = await Classifier.load(entry, bytes, 'cpu');
  const scores: number[][] = [];
  for (let at = 0; at < faces.length; at += BATCH) {
    scores.push(...await classifier.classify(faces.slice(at, at + BATCH).map(({ plane }) => ({ plane, box: [0, 0, plane.width, plane.height], fit: 'exact' }))));
  }
  await classifier.close();
  return { model, split, classes: entry.classes, ...measure(entry.classes, scores, faces.map(({ truth }) => truth)) };
}
