import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InferenceError } from '#inference/errors';
import type { ModelEvaluator } from '#inference/evaluate';

const ROOT = path.join(import.meta.dirname, '../..');

/** Other people's faces do not get into the repository, not even by mistake. @throws InferenceError */
export function checkSheetFolder(folder: string): void {
  const way = path.relative(ROOT, path.resolve(folder));
  const outside = way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way);
  if (!outside)
    throw new InferenceError(
      `The contact sheet shows faces of the data set, so it is not written into the repository: ${folder}. Name a folder elsewhere with --explain.`,
    );
}

/** Writes `<model>-<split>.png`, and says on standard error where. @throws InferenceError */
export async function writeContactSheet(folder: string, evaluator: ModelEvaluator): Promise<void> {
  const sheet = await evaluator.contactSheet();
  const file = path.join(folder, `${evaluator.name}-${evaluator.split}.png`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, sheet);
  } catch (cause) {
    throw new InferenceError(`The contact sheet cannot be written to ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  process.stderr.write(`Contact sheet: ${file}\n`);
}
