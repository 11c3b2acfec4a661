import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { EMOTIONS, type EmotionName } from '#contracts/emotion';

/** Side of a FER face in pixels. */
export const SIDE = 48;
const FACES_PER_ROW = 100;

export interface LabelledFace {
  /** The class with the most votes among the eight, votes of one dropped (Barsoum et al. 2016). */
  emotion: EmotionName;
  /** Share of all ten taggers who said so, 0-1. */
  agreement: number;
  /** 48×48 grey values, row-major. */
  pixels: Uint8Array;
}

/**
 * Reads the training faces of a FER+ folder: `labels.csv` and the lossless mosaics `train-<k>.webp`, 100 faces a row.
 * Faces whose taggers said `unknown` or `NF` most often are left out.
 */
export async function readTrainFaces(folder: string): Promise<LabelledFace[]> {
  const [header, ...rows] = (await readFile(path.join(folder, 'labels.csv'), 'utf8')).trim().split('\n');
  const columns = header!.trim().split(',');
  const column = (name: string) => {
    const at = columns.indexOf(name);
    if (at < 0) throw new Error(`labels.csv in ${folder} has no column "${name}".`);
    return at;
  };
  const at = { split: column('split'), index: column('index'), votes: EMOTIONS.map(column), others: ['unknown', 'NF'].map(column) };

  const mosaics = await readMosaics(folder);
  const faces: LabelledFace[] = [];
  for (const row of rows) {
    const fields = row.trim().split(',');
    if (fields[at.split] !== 'train') continue;
    const votes = at.votes.map((index) => Number(fields[index])).map((count) => (count > 1 ? count : 0));
    const best = votes.indexOf(Math.max(...votes));
    if (votes[best] === 0 || at.others.some((index) => Number(fields[index]) >= votes[best]!)) continue;
    faces.push({ emotion: EMOTIONS[best]!, agreement: votes[best]! / 10, pixels: mosaics(Number(fields[at.index])) });
  }
  return faces;
}

async function readMosaics(folder: string): Promise<(index: number) => Uint8Array> {
  const parts: { first: number; count: number; width: number; data: Buffer }[] = [];
  let first = 0;
  for (const name of ['train-0.webp', 'train-1.webp']) {
    const { data, info } = await sharp(path.join(folder, name), { limitInputPixels: false })
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const count = Math.floor(info.height / SIDE) * FACES_PER_ROW;
    parts.push({ first, count, width: info.width, data });
    first += count;
  }
  return (index) => {
    const part = parts.find((candidate) => index < candidate.first + candidate.count);
    if (part === undefined) throw new RangeError(`The mosaics in ${folder} hold no face ${index}.`);
    const place = index - part.first;
    const x = (place % FACES_PER_ROW) * SIDE;
    const y = Math.floor(place / FACES_PER_ROW) * SIDE;
    const face = new Uint8Array(SIDE * SIDE);
    for (let row = 0; row < SIDE; row++)
      face.set(part.data.subarray((y + row) * part.width + x, (y + row) * part.width + x + SIDE), row * SIDE);
    return face;
  };
}
