import type { ModelEvaluation } from '#inference/evaluate';

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`.padStart(8);

/** What `evaluate --model` prints for a person. */
export function modelTable({ model, split, classes, perClass, confusion, n, accuracy, macroF1, ece }: ModelEvaluation): string {
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
