import { parseArgs } from 'node:util';
import { InferenceError } from '#inference/errors';
import { evaluateModel, SPLITS, type ModelEvaluation, type Split } from '#inference/evaluate';

const HELP = `Measures a model on labelled faces.

  npm run evaluate -- --model mobilenetv2-ferplus --data DIR [--split test] [--json]

  --model NAME   a model of models/manifest.json
  --data DIR     FER+: labels.csv and the mosaics train-*.webp, valid-*.webp, test-*.webp
  --split NAME   ${SPLITS.join(', ')} (default: test)
  --models DIR   another folder of models (default: models/)
  --json         one JSON object and nothing else
`;

const isSplit = (name: string): name is Split => (SPLITS as readonly string[]).includes(name);
const percent = (value: number): string => `${(value * 100).toFixed(1)} %`.padStart(8);

function table({ model, split, classes, perClass, confusion, n, accuracy, macroF1, ece }: ModelEvaluation): string {
  const width = Math.max(...classes.map((name) => name.length)) + 2;
  const short = classes.map((name) => name.slice(0, 6).padStart(7)).join('');
  return [
    `${model} on ${n} faces of the ${split} split`, '',
    `accuracy ${percent(accuracy)}   macro F1 ${percent(macroF1)}   expected calibration error ${percent(ece)}`, '',
    `${''.padEnd(width)}precision   recall       F1      n`,
    ...classes.map((name) => {
      const { precision, recall, f1, n: count } = perClass[name]!;
      return `${name.padEnd(width)} ${percent(precision)} ${percent(recall)} ${percent(f1)} ${String(count).padStart(6)}`;
    }),
    '', `${'truth, then how often it was called'.padEnd(width)}`, `${''.padEnd(width)}${short}`,
    ...confusion.map((row, index) => `${classes[index]!.padEnd(width)}${row.map((count) => String(count).padStart(7)).join('')}`),
  ].join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string' }, data: { type: 'string' }, split: { type: 'string', default: 'test' },
      models: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  if (values.model === undefined || values.data === undefined) throw new InferenceError(`Name a model with --model and a folder of labelled faces with --data.\n\n${HELP}`);
  if (!isSplit(values.split)) throw new InferenceError(`There is no split "${values.split}"; there are ${SPLITS.join(', ')}.`);
  const result = await evaluateModel(values.model, values.data, values.split, values.models);
  process.stdout.write(`${values.json ? JSON.stringify(result) : table(result)}\n`);
}

main().catch((error: unknown) => {
  const known = error instanceof InferenceError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(known ? `${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
