import { parseArgs } from 'node:util';
import { InferenceError } from '#inference/errors';
import { evaluateDetector, type DetectorEvaluation } from '#inference/evaluate/detector';

export const DETECTOR_HELP = `A face detector on photos with and without faces:

  npm run evaluate -- --detector haar --data DIR [--json]

  --detector NAME   haar, or a detector of models/manifest.json
  --data DIR        eval-faces.tar, eval-faces.csv, negatives.tar, lfw.tar
  --models DIR      another folder of models (default: models/)
  --json            one JSON object and nothing else
`;

/** `evaluate --detector`. @throws InferenceError */
export async function evaluateDetectorCommand(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      detector: { type: 'string' },
      data: { type: 'string' },
      models: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.detector === undefined || values.data === undefined)
    throw new InferenceError(`Name a detector with --detector and a folder of photos with --data.\n\n${DETECTOR_HELP}`);
  const result = await evaluateDetector(values.detector, values.data, values.models);
  process.stdout.write(`${values.json ? JSON.stringify(result) : table(result)}\n`);
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function table(figures: DetectorEvaluation): string {
  const { detector, n, scenes, iou, negatives } = figures;
  const rows: [string, string][] = [
    ['recall', percent(figures.recall)],
    ...figures.byHeight.map(({ from, to, n: count, recall }): [string, string] => [
      `  of ${count} faces ${to === null ? `from ${from}` : `${from} to ${to - 1}`} pixels high`,
      percent(recall),
    ]),
    ['precision', percent(figures.precision)],
    [
      'recall where precision is 90 %',
      figures.atPrecision90 === null
        ? 'never'
        : `${percent(figures.atPrecision90.recall)} (score ${figures.atPrecision90.score.toPrecision(4)})`,
    ],
    ['mean overlap (IoU) of what was found', figures.meanIou.toFixed(2)],
    [`faces seen in 100 photos without one (${negatives.heldOut})`, figures.falsePer100Negatives.toFixed(1)],
    [`the same over all of them (${negatives.all})`, figures.falsePer100AllNegatives.toFixed(1)],
    ['320x180, whole frame', `${figures.msPerFrame.toFixed(1)} ms (of processor time ${figures.cpuMsPerFrame.toFixed(1)})`],
    ['320x180, face followed', `${figures.msPerTrackedFrame.toFixed(1)} ms (of processor time ${figures.cpuMsPerTrackedFrame.toFixed(1)})`],
    ['frames in which it was found', percent(figures.foundInFrames)],
  ];
  return [
    `${detector} on ${n} faces in ${scenes} photos, found where IoU is at least ${iou}`,
    '',
    ...rows.map(([name, value]) => `${name.padEnd(46)}${value}`),
    '',
    'Where only surer detections are kept',
    '',
    '   score >=    recall  precision',
    ...figures.curve.map(
      ({ score, recall, precision }) =>
        `${score.toPrecision(4).padStart(11)} ${percent(recall).padStart(9)} ${percent(precision).padStart(10)}`,
    ),
  ].join('\n');
}
