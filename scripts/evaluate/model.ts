import { parseArgs } from 'node:util';
import { DEFAULT_PROFILE } from '#contracts/profile';
import { profileOf, readManifest } from '#inference/classify/manifest';
import { InferenceError } from '#inference/errors';
import { ModelEvaluator, SPLITS, type Split } from '#inference/evaluate';
import { checkSheetFolder, writeContactSheet } from './explain.ts';
import { modelTable } from './model-table.ts';
import { writePredictions } from './predictions.ts';

export const MODEL_HELP = `A classifier on labelled faces:

  npm run evaluate -- --data DIR [--profile NAME | --model NAME] [--split test] [--json]

  --profile NAME      the classifier of a profile of models/manifest.json (default: ${DEFAULT_PROFILE}, what a call uses)
  --model NAME        a classifier by its own name; each is measured by the labels that it was made for
  --data DIR          labels.csv and the mosaics train-*.webp, valid-*.webp, test-*.webp
  --split NAME        ${SPLITS.join(', ')} (default: test)
  --models DIR        another folder of models (default: models/)
  --through DETECTOR  also what is left of it where haar or mtcnn has to find each face in a scene first
  --corruptions       also its accuracy under what a call does to a face, at three strengths each
  --every N           scenes and corruptions are tried on every Nth face (default: 4)
  --explain DIR       also draws hits and misses of each class with class activation maps, as DIR/<model>-<split>.png. The sheet shows
                      faces of the data set: what holds for these holds for it, and DIR must lie outside the repository
  --predictions FILE  also writes a CSV: index, truth, label, probability of each class
  --json              one JSON object and nothing else
`;

const isSplit = (name: string): name is Split => (SPLITS as readonly string[]).includes(name);

/** The model named, or the classifier of the profile named or the default one. */
function chosen({ model, profile, models }: { model?: string; profile?: string; models?: string }): { model: string; profile?: string } {
  if (model !== undefined) return { model };
  const name = profile ?? DEFAULT_PROFILE;
  return { model: profileOf(readManifest(models), name).classifier, profile: name };
}

/** `evaluate` of labelled faces. @throws InferenceError */
export async function evaluateModelCommand(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string' },
      profile: { type: 'string' },
      data: { type: 'string' },
      split: { type: 'string', default: 'test' },
      models: { type: 'string' },
      through: { type: 'string' },
      corruptions: { type: 'boolean', default: false },
      every: { type: 'string', default: '4' },
      explain: { type: 'string' },
      predictions: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.data === undefined) throw new InferenceError(`Name a folder of labelled faces with --data.\n\n${MODEL_HELP}`);
  if (values.model !== undefined && values.profile !== undefined) throw new InferenceError('Name either a model or a profile, not both.');
  if (!isSplit(values.split)) throw new InferenceError(`There is no split "${values.split}"; there are ${SPLITS.join(', ')}.`);
  const every = Number(values.every);
  if (!Number.isInteger(every) || every < 1) throw new InferenceError(`--every takes a whole number from 1, not "${values.every}".`);
  if (values.explain !== undefined) checkSheetFolder(values.explain);
  const { model, profile } = chosen(values);
  const evaluator = await ModelEvaluator.open({ model, data: values.data, split: values.split, modelsPath: values.models });
  try {
    // First, because not every model has maps.
    if (values.explain !== undefined) await writeContactSheet(values.explain, evaluator);
    const result = {
      ...(profile === undefined ? {} : { profile }),
      ...(await evaluator.measure()),
      ...(values.through === undefined ? {} : { throughDetector: await evaluator.through(values.through, every) }),
      ...(values.corruptions ? await evaluator.underCorruptions(every) : {}),
    };
    if (values.predictions !== undefined) await writePredictions(values.predictions, evaluator);
    process.stdout.write(`${values.json ? JSON.stringify(result) : modelTable(result)}\n`);
  } finally {
    await evaluator.close();
  }
}
