import { availableParallelism } from 'node:os';
import type { EmotionScores } from '#contracts/emotion';
import type { ClassifierManifest } from '#contracts/model-manifest';
import { Classifier } from './classify/classifier.ts';
import type { Crop } from './classify/cutout.ts';
import { classifierOf, MODELS_FOLDER, readManifest, readModelFile } from './classify/manifest.ts';
import { leadingIndex } from './classify/scores.ts';
import { loadDetector } from './detect/load.ts';
import { keptByShare, keptByThresholds, type Selection } from './evaluate/confidence.ts';
import { contactSheet, type Explained } from './evaluate/contact-sheet.ts';
import { CORRUPTIONS } from './evaluate/corrupt.ts';
import { readFaces, type LabelledFace, type Split } from './evaluate/faces.ts';
import type { LabelSet } from './evaluate/labels.ts';
import { measure, type Metrics } from './evaluate/metrics.ts';
import { seeded } from './evaluate/random.ts';
import { throughDetector, type ThroughDetector } from './evaluate/through-detector.ts';
import { Permit } from './permit.ts';

export { SPLITS, type LabelledFace, type Split } from './evaluate/faces.ts';

export interface ModelEvaluation extends Metrics {
  readonly model: string;
  readonly split: Split;
  /** What is taken for the truth. */
  readonly labels: LabelSet;
  readonly classes: readonly string[];
  /** Of faces by votes, those that more than half of the votes are for: what the FER+ paper measures. */
  readonly clearMajority?: { readonly n: number; readonly accuracy: number };
  /** Of faces by votes, how often one tagger says what the majority of the others says: beside it `accuracy` is to be read. */
  readonly oneTagger?: number;
  /** What the manifest's thresholds withhold. */
  readonly uncertain: ClassifierManifest['uncertain'] & Selection;
  /** What one sample in a call comes to, which shows one side of a face; all other figures are of both, as in the window. */
  readonly oneSide: Pick<Metrics, 'accuracy' | 'macroF1' | 'ece'> & Selection;
  /** What withholding the fifth with the lowest top probabilities would give. */
  readonly riskCoverage: Selection;
}

export interface EvaluatorOptions {
  /** Its name in the manifest. */
  readonly model: string;
  /** Holds `labels.csv` and the mosaics. */
  readonly data: string;
  readonly split: Split;
  /** Default: the repository's `models/`. */
  readonly modelsPath?: string | undefined;
}

export interface CorruptionFigures {
  readonly corruptionFaces: number;
  /** Accuracy on the same faces as they are. */
  readonly cleanAccuracy: number;
  /** Accuracy at three growing strengths. */
  readonly corruptions: Record<string, [number, number, number]>;
}

const BATCH = 64;
const KEPT = 0.8;
const SHEET_COLUMNS = 4;

/**
 * Measures a classifier on labelled faces through the code that ships: its resize, normalisation, session and softmax. The
 * faces are crops already, so each is shown to the network whole.
 */
export class ModelEvaluator {
  readonly name: string;
  readonly model: ClassifierManifest;
  readonly split: Split;
  readonly faces: readonly LabelledFace[];
  readonly #classifier: Classifier;
  readonly #modelsPath: string;
  #scores: Promise<EmotionScores[]> | null = null;

  private constructor(
    { model, split, modelsPath = MODELS_FOLDER }: EvaluatorOptions,
    classifier: Classifier,
    faces: readonly LabelledFace[],
  ) {
    this.name = model;
    this.model = classifier.model;
    this.split = split;
    this.faces = faces;
    this.#classifier = classifier;
    this.#modelsPath = modelsPath;
  }

  /** @throws ModelError, DataError */
  static async open(options: EvaluatorOptions): Promise<ModelEvaluator> {
    const { model: name, data, split, modelsPath = MODELS_FOLDER } = options;
    const model = classifierOf(readManifest(modelsPath), name);
    const bytes = readModelFile(model, modelsPath);
    const faces = await readFaces(data, split, model.labels, model.classes);
    return new ModelEvaluator(options, await Classifier.load(model, bytes, 'cpu', availableParallelism()), faces);
  }

  /** Calibrated probabilities for each of `faces`. */
  scores(): Promise<EmotionScores[]> {
    return (this.#scores ??= this.#classify(this.faces.map(({ plane }) => whole(plane))));
  }

  async measure(): Promise<ModelEvaluation> {
    const {
      name,
      model: { classes, labels, uncertain },
      split,
      faces,
    } = this;
    const scores = await this.scores();
    const truth = faces.map((face) => face.truth);
    const clear = faces.filter((face) => face.clear);
    const oneTagger = faces.reduce((sum, face) => sum + face.oneTagger, 0) / faces.length;
    const clearMajority = {
      n: clear.length,
      accuracy: accuracyOf(
        clear,
        scores.filter((_, index) => faces[index]!.clear),
      ),
    };
    return {
      model: name,
      split,
      labels,
      classes,
      ...measure(classes, scores, truth),
      ...(labels === 'ferplus' ? { clearMajority, oneTagger } : {}),
      uncertain: { ...uncertain, ...keptByThresholds(scores, truth, uncertain) },
      oneSide: await this.#oneSide(truth),
      riskCoverage: keptByShare(scores, truth, KEPT),
    };
  }

  /** Accuracy on every so many faces, as they are and under each of `CORRUPTIONS`. */
  async underCorruptions(every: number): Promise<CorruptionFigures> {
    const faces = subset(this.faces, every);
    const cleanAccuracy = accuracyOf(faces, subset(await this.scores(), every));
    const corruptions: Record<string, [number, number, number]> = {};
    for (const [name, { apply }] of Object.entries(CORRUPTIONS)) {
      const accuracies: [number, number, number] = [0, 0, 0];
      for (const strength of [0, 1, 2] as const) {
        const crops = await Promise.all(faces.map(async ({ plane, index }) => apply(plane, strength, seeded(name, strength, index))));
        accuracies[strength] = accuracyOf(faces, await this.#classify(crops));
      }
      corruptions[name] = accuracies;
    }
    return { corruptionFaces: faces.length, cleanAccuracy, corruptions };
  }

  /** What is left of it where a detector has to find the face first, on every so many faces. @throws CascadeError, ModelError */
  async through(detector: string, every: number): Promise<ThroughDetector> {
    const sources = { manifest: readManifest(this.#modelsPath), modelsPath: this.#modelsPath };
    return throughDetector(detector, await loadDetector(detector, sources), this.#classifier, subset(this.faces, every));
  }

  /**
   * A sheet of hits and misses of each class, from the surest to the least sure, with the network's class activation maps.
   *
   * @returns a PNG that shows faces of the data set
   * @throws ModelError `no-map`
   */
  async contactSheet(): Promise<Buffer> {
    const { classes } = this.model;
    // A model without maps is refused before anything is computed.
    await this.#classifier.explain([]);
    const scores = await this.scores();
    const bySureness = this.faces
      .map((face, at) => ({ face, guess: leadingIndex(scores[at]!), sureness: Math.max(...scores[at]!) }))
      .sort((a, b) => b.sureness - a.sureness);
    const rows = await Promise.all(
      classes.map(async (_, index) => {
        const ofClass = bySureness.filter(({ face }) => face.truth === index);
        return {
          hits: await this.#explain(
            spread(
              ofClass.filter(({ guess }) => guess === index),
              SHEET_COLUMNS,
            ),
          ),
          misses: await this.#explain(
            spread(
              ofClass.filter(({ guess }) => guess !== index),
              SHEET_COLUMNS,
            ),
          ),
        };
      }),
    );
    return contactSheet(
      `${this.name}, ${this.split} split: where the network looked (faces of the data set: not for publication)`,
      classes,
      rows,
      SHEET_COLUMNS,
    );
  }

  close(): Promise<void> {
    return this.#classifier.close();
  }

  /** Each face and its mirror image alone. */
  async #oneSide(truth: readonly number[]): Promise<ModelEvaluation['oneSide']> {
    const crops = this.faces.flatMap(({ plane }) => (['straight', 'mirrored'] as const).map((view) => ({ ...whole(plane), view })));
    const scores = await this.#classify(crops);
    const twice = truth.flatMap((of) => [of, of]);
    const { accuracy, macroF1, ece } = measure(this.model.classes, scores, twice);
    return { accuracy, macroF1, ece, ...keptByThresholds(scores, twice, this.model.uncertain) };
  }

  async #explain(chosen: readonly { face: LabelledFace }[]): Promise<Explained[]> {
    const explanations = await this.#classifier.explain(chosen.map(({ face }) => whole(face.plane)));
    return chosen.map(({ face }, index) => ({ face, explanation: explanations[index]! }));
  }

  async #classify(crops: readonly Crop[]): Promise<EmotionScores[]> {
    const scores: EmotionScores[] = [];
    for (let at = 0; at < crops.length; at += BATCH) scores.push(...(await this.#classifier.classify(crops.slice(at, at + BATCH))));
    return scores;
  }
}

const whole = (plane: LabelledFace['plane']): Crop => ({
  plane,
  box: [0, 0, plane.width, plane.height],
  fit: 'exact',
  permit: Permit.ofMaterial(),
});

/** 0 where there are no faces. */
const accuracyOf = (faces: readonly LabelledFace[], scores: readonly EmotionScores[]): number =>
  scores.filter((row, index) => leadingIndex(row) === faces[index]!.truth).length / Math.max(1, faces.length);

const subset = <T>(all: readonly T[], every: number): T[] => all.filter((_, index) => index % every === 0);

/** So many of a list, evenly from its beginning to its end. */
function spread<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, index) => all[Math.round((index * (all.length - 1)) / (count - 1))]!);
}
