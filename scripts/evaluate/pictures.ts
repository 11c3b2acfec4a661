import { parseArgs } from 'node:util';
import { DEFAULT_PROFILE } from '#contracts/profile';
import { InferenceError } from '#inference/errors';
import { evaluatePictures, listPictures, type PictureEvaluation } from '#inference/evaluate/pictures';
import { confusionTable, percent } from './model-table.ts';
import { ofProfile } from './of-profile.ts';

export const PICTURES_HELP = `Whole pictures of one person each, found, cropped and classified as a frame of a call is:

  npm run evaluate -- --pictures DIR [--profile NAME] [--json]

  --pictures DIR    CLASS_name.png or CLASS/name.png; CLASS is an expression (neutral, happiness, …, or FER2013's names)
  --profile NAME    a profile of models/manifest.json (default: ${DEFAULT_PROFILE}, what a call uses)
  --models DIR      another folder of models (default: models/)
  --json            one JSON object and nothing else
`;

/** `evaluate --pictures`. @throws InferenceError */
export async function evaluatePicturesCommand(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      pictures: { type: 'string' },
      profile: { type: 'string', default: DEFAULT_PROFILE },
      models: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.pictures === undefined) throw new InferenceError(`Name a folder of pictures with --pictures.\n\n${PICTURES_HELP}`);
  const pictures = await listPictures(values.pictures);
  const result = await ofProfile(values, (detector, classifier) => evaluatePictures(detector, classifier, pictures));
  process.stdout.write(`${values.json ? JSON.stringify(result) : table(result)}\n`);
}

function table(figures: PictureEvaluation & { profile: string; detector: string; model: string }): string {
  const {
    profile,
    detector,
    model,
    classes,
    perClass,
    confusion,
    pictures,
    leftOut,
    found,
    n,
    accuracy,
    balancedAccuracy,
    macroF1,
    ece,
    uncertain,
  } = figures;
  return [
    `${profile} (${detector}, ${model}) on ${pictures} pictures${leftOut === 0 ? '' : `; ${leftOut} more show an expression that it does not know`}`,
    '',
    `found ${percent(found).trim()}; of these ${n} right ${percent(accuracy).trim()}, mean of the classes ${percent(balancedAccuracy).trim()}, macro F1 ${percent(macroF1).trim()}, ` +
      `expected calibration error ${percent(ece).trim()}`,
    `ok ${percent(uncertain.keptShare).trim()}, of which right ${percent(uncertain.keptAccuracy).trim()}`,
    '',
    ...classes
      .filter((name) => perClass[name]!.n > 0)
      .map((name) => `${name.padEnd(12)} ${percent(perClass[name]!.recall)} of ${perClass[name]!.n} recognised`),
    '',
    confusionTable(classes, confusion),
  ].join('\n');
}
