import { writeFile } from 'node:fs/promises';
import { leadingIndex } from '#inference/classify/scores';
import { InferenceError } from '#inference/errors';
import type { ModelEvaluator } from '#inference/evaluate';

/** One row a face: its place in the split, its true class, the most probable class, each class' probability. @throws InferenceError */
export async function writePredictions(path: string, evaluator: ModelEvaluator): Promise<void> {
  const { classes } = evaluator.model;
  const scores = await evaluator.scores();
  const rows = evaluator.faces.map(({ index, truth }, at) =>
    [index, classes[truth], classes[leadingIndex(scores[at]!)], ...scores[at]!.map((probability) => probability.toFixed(5))].join(','),
  );
  try {
    await writeFile(path, `${['index,truth,label', ...classes].join(',')}\n${rows.join('\n')}\n`);
  } catch (cause) {
    throw new InferenceError(`The predictions cannot be written to ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
