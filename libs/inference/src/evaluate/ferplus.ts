import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import sharp from 'sharp';
import { DataError } from '../errors.ts';
import { subPlane, type Plane } from '../frame.ts';

/** Side of a face, and faces a row of a mosaic. */
const [FACE, COLUMNS] = [48, 100];
const NOT_EMOTIONS = ['unknown', 'NF'];

export const SPLITS = ['train', 'valid', 'test'] as const;
export type Split = (typeof SPLITS)[number];

export interface LabelledFace {
  /** 48x48, a window into its mosaic. */
  readonly plane: Plane;
  /** Index of the class with most votes. */
  readonly truth: number;
}

/**
 * The class with most of an image's FER+ votes after the usual preparation (Barsoum et al. 2016): votes of one are dropped,
 * and an image in which `unknown` or `NF` does no worse than the best emotion counts for nothing.
 *
 * @param votes of the emotions, in the classes' order
 * @param others votes for `unknown` and `NF`
 * @returns null where the image is left out; the first of equals
 */
export function majority(votes: readonly number[], others: readonly number[]): number | null {
  const kept = votes.map((vote) => (vote > 1 ? vote : 0));
  const best = Math.max(...kept);
  if (best === 0 || others.some((vote) => (vote > 1 ? vote : 0) >= best)) return null;
  return kept.indexOf(best);
}

/**
 * Reads a split of FER+: `labels.csv` and the lossless mosaics `<split>-0.webp`, `<split>-1.webp`… beside it.
 *
 * @throws DataError that says what is missing
 */
export async function readFerPlus(folder: string, split: Split, classes: readonly string[]): Promise<LabelledFace[]> {
  const labels = join(folder, 'labels.csv');
  if (!existsSync(labels)) {
    throw new DataError(`There is no FER+ data in ${folder}: labels.csv is missing. Name the folder that holds it and the mosaics with --data.`);
  }
  const truths = await readTruths(labels, split, classes);
  if (truths.length === 0) throw new DataError(`${labels} has no rows of the split "${split}".`);
  const mosaics = readdirSync(folder).filter((name) => name.startsWith(`${split}-`) && name.endsWith('.webp')).sort();
  const faces = (await Promise.all(mosaics.map((name) => readMosaic(join(folder, name))))).flat();
  if (faces.length < truths.length) {
    throw new DataError(`${folder} has ${faces.length} faces of the split "${split}" in ${mosaics.length} mosaics, but labels.csv names ${truths.length}.`);
  }
  return truths.flatMap((truth, index) => (truth === null ? [] : [{ plane: faces[index]!, truth }]));
}

async function readTruths(path: string, split: Split, classes: readonly string[]): Promise<(number | null)[]> {
  const truths: (number | null)[] = [];
  let header: string[] | null = null;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const cells = line.split(',');
    if (header === null) {
      const missing = ['split', ...classes, ...NOT_EMOTIONS].filter((name) => !cells.includes(name));
      if (missing.length > 0) throw new DataError(`${path} has no column ${missing.join(', ')}. The model's classes must be among the FER+ votes.`);
      header = cells;
      continue;
    }
    const columns = header;
    const cell = (name: string) => cells[columns.indexOf(name)];
    if (cell('split') === split) truths.push(majority(classes.map((name) => Number(cell(name))), NOT_EMOTIONS.map((name) => Number(cell(name)))));
  }
  return truths;
}

/** Row by row; the last row may be filled up with empty cells. */
async function readMosaic(path: string): Promise<Plane[]> {
  const { data, info } = await sharp(await readFile(path), { limitInputPixels: false }).toColourspace('b-w').extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  if (info.width !== FACE * COLUMNS || info.height % FACE !== 0) {
    throw new DataError(`${path} is no mosaic: ${info.width}x${info.height} is not rows of ${COLUMNS} faces of ${FACE}x${FACE}.`);
  }
  const mosaic: Plane = { data, width: info.width, height: info.height, stride: info.width };
  const count = (info.height / FACE) * COLUMNS;
  return Array.from({ length: count }, (_, index) => subPlane(mosaic, (index % COLUMNS) * FACE, Math.floor(index / COLUMNS) * FACE, FACE, FACE));
}
