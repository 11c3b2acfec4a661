import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import sharp from 'sharp';
import { DataError } from '../errors.ts';
import { subPlane, type Plane } from '../frame.ts';
import { columnsOf, truthBy, type LabelSet, type Truth, type TruthOf } from './labels.ts';

/** Side of a face, and faces a row of a mosaic. */
const [FACE, COLUMNS] = [48, 100];

export const SPLITS = ['train', 'valid', 'test'] as const;
export type Split = (typeof SPLITS)[number];

export interface LabelledFace extends Truth {
  /** Its place in the split. */
  readonly index: number;
  /** 48x48, a window into its mosaic. */
  readonly plane: Plane;
}

/**
 * Reads a split of FER2013 or FER+: `labels.csv` and the lossless mosaics `<split>-0.webp`, `<split>-1.webp`… beside it.
 * Faces without a class (no majority among the votes) are left out.
 *
 * @throws DataError that says what is missing
 */
export async function readFaces(folder: string, split: Split, labels: LabelSet, classes: readonly string[]): Promise<LabelledFace[]> {
  const path = join(folder, 'labels.csv');
  if (!existsSync(path)) {
    throw new DataError(
      `There are no labelled faces in ${folder}: labels.csv is missing. Name the folder that holds it and the mosaics with --data.`,
    );
  }
  const rows = await readTruths(path, split, (header) => truthBy(labels, classes, header, path));
  if (rows.length === 0) throw new DataError(`${path} has no rows of the split "${split}".`);
  const mosaics = readdirSync(folder)
    .filter((name) => name.startsWith(`${split}-`) && name.endsWith('.webp'))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const planes = (await Promise.all(mosaics.map((name) => readMosaic(join(folder, name))))).flat();
  const needed = Math.max(...rows.map(({ index }) => index)) + 1;
  if (planes.length < needed) {
    throw new DataError(
      `${folder} has ${planes.length} faces of the split "${split}" in ${mosaics.length} mosaics, but labels.csv names ${needed}.`,
    );
  }
  const faces = rows.flatMap(({ index, truth }) => (truth === null ? [] : [{ index, plane: planes[index]!, ...truth }]));
  if (faces.length === 0) throw new DataError(`${path} has no face of the split "${split}" with a class of the model.`);
  return faces;
}

async function readTruths(
  path: string,
  split: Split,
  truthFor: (header: readonly string[]) => TruthOf,
): Promise<{ index: number; truth: Truth | null }[]> {
  const rows: { index: number; truth: Truth | null }[] = [];
  let read: ((cells: readonly string[]) => void) | null = null;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const cells = line.split(',');
    if (read !== null) {
      read(cells);
      continue;
    }
    const [splitAt, indexAt] = columnsOf(cells, path)(['split', 'index']);
    const truth = truthFor(cells);
    read = (row) => {
      if (row[splitAt!] !== split) return;
      const index = Number(row[indexAt!]);
      if (!Number.isInteger(index) || index < 0) throw new DataError(`${path} has an index that is no whole number: "${row[indexAt!]}".`);
      rows.push({ index, truth: truth(row) });
    };
  }
  return rows;
}

/** Row by row; the last row may be filled up with empty cells. */
async function readMosaic(path: string): Promise<Plane[]> {
  const { data, info } = await sharp(await readFile(path), { limitInputPixels: false })
    .toColourspace('b-w')
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw new DataError(`${path} cannot be read as a picture. Restore the data.`, { cause });
    });
  if (info.width !== FACE * COLUMNS || info.height % FACE !== 0) {
    throw new DataError(`${path} is no mosaic: ${info.width}x${info.height} is not rows of ${COLUMNS} faces of ${FACE}x${FACE}.`);
  }
  const mosaic: Plane = { data, width: info.width, height: info.height, stride: info.width };
  const count = (info.height / FACE) * COLUMNS;
  return Array.from({ length: count }, (_, index) =>
    subPlane(mosaic, (index % COLUMNS) * FACE, Math.floor(index / COLUMNS) * FACE, FACE, FACE),
  );
}
