import { existsSync, createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { crc32 } from 'node:zlib';
import type { Box } from '#contracts/emotion';
import type { Landmarks } from '../detect/detector.ts';
import { DataError } from '../errors.ts';
import { columnsOf } from './labels.ts';
import { readTar } from './tar.ts';

const ARCHIVES = ['lfw.tar', 'ytfaces.tar'];
/** As surely as this the reference found its face. */
const SURE = 0.98;
const POINTS = ['left_eye', 'right_eye', 'nose', 'mouth_left', 'mouth_right'];

/** A picture in which the reference detector surely found one face and no other. */
export interface Portrait {
  readonly name: string;
  readonly person: string;
  readonly bytes: Buffer;
  /** The reference's word. */
  readonly box: Box;
  readonly landmarks: Landmarks;
  /** 0-1, the same for all pictures of a person: which share of the people they are in (`share` in models/training/mtcnn/data.py). */
  readonly share: number;
}

/**
 * The portraits of `lfw.tar` and `ytfaces.tar` with what `teacher-labels.csv` says of them.
 *
 * @param below only of people whose `share` is less
 * @throws DataError
 */
export async function readPortraits(folder: string, below: number): Promise<Portrait[]> {
  const known = await readReference(join(folder, 'teacher-labels.csv'));
  const portraits: Portrait[] = [];
  for (const archive of ARCHIVES) {
    for (const { name, bytes } of await readTar(join(folder, archive))) {
      const [face, another] = known.get(name) ?? [];
      const person = personOf(name);
      const share = crc32(person) / 2 ** 32;
      if (face === undefined || another !== undefined || face.score < SURE || share >= below) continue;
      portraits.push({ name, person, bytes, box: face.box, landmarks: face.landmarks, share });
    }
  }
  if (portraits.length === 0)
    throw new DataError(`${folder} holds no portrait that can be measured. teacher-labels.csv must name the files of the archives.`);
  return portraits;
}

/** "lfw/A_Name_0001.jpg" is of A_Name. */
export const personOf = (name: string): string => name.replace(/^.*\//, '').replace(/(_\d+)?\.\w+$/, '');

interface Reference {
  box: Box;
  landmarks: Landmarks;
  score: number;
}

async function readReference(path: string): Promise<Map<string, Reference[]>> {
  if (!existsSync(path)) throw new DataError(`There is no ${path}. Name the folder that holds it with --data.`);
  const found = new Map<string, Reference[]>();
  let at: number[] | null = null;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const cells = line.split(',');
    if (at === null) {
      at = columnsOf(cells, path)(['image', 'face', 'x1', 'y1', 'x2', 'y2', 'score', ...POINTS.flatMap((one) => [`${one}_x`, `${one}_y`])]);
      continue;
    }
    const [image, ...texts] = at.map((place) => cells[place] ?? '');
    const [face, x1, y1, x2, y2, score, ...points] = texts.map(Number) as [number, number, number, number, number, number, ...number[]];
    if (!(face >= 0) || image === undefined) continue;
    const landmarks = POINTS.map((_, point) => [points[2 * point]!, points[2 * point + 1]!] as const);
    found.set(image, [...(found.get(image) ?? []), { box: [x1, y1, x2 - x1, y2 - y1], landmarks, score }]);
  }
  return found;
}
