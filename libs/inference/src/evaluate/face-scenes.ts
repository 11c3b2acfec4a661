import { createReadStream, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Box } from '#contracts/emotion';
import { DataError } from '../errors.ts';
import { readTar } from './tar.ts';

/** The lowest face that counts, in pixels. */
export const MIN_FACE_HEIGHT = 24;
/** The class of faces that count: the detectors are not for covered ones. */
const COUNTED_CLASS = 'without_mask';
const COLUMNS = ['image', 'x1', 'y1', 'x2', 'y2', 'class'];

/** A photo with boxes that people drew. */
export interface FaceScene {
  readonly name: string;
  /** As stored. */
  readonly bytes: Buffer;
  /** Faces that are to be found. */
  readonly faces: readonly Box[];
  /** Masked, half masked and small faces: whether they are found counts neither way. */
  readonly ignored: readonly Box[];
}

/**
 * Reads photos from `<name>.tar` and their boxes from `<name>.csv` (`image,x1,y1,x2,y2,class`, pixels) beside it.
 *
 * @throws DataError that says what is missing
 */
export async function readFaceScenes(folder: string, name: string): Promise<FaceScene[]> {
  const table = join(folder, `${name}.csv`);
  if (!existsSync(table)) throw new DataError(`There is no ${table}. Name the folder that holds it and ${name}.tar with --data.`);
  const boxes = await readBoxes(table);
  const photos = await readTar(join(folder, `${name}.tar`));
  const scenes = photos.flatMap(({ name: path, bytes }) => {
    const found = boxes.get(basename(path));
    return found === undefined ? [] : [{ name: path, bytes, ...found }];
  });
  if (scenes.length !== boxes.size)
    throw new DataError(`${table} names ${boxes.size} photos, but ${name}.tar has ${scenes.length} of them.`);
  return scenes;
}

async function readBoxes(path: string): Promise<Map<string, { faces: Box[]; ignored: Box[] }>> {
  const scenes = new Map<string, { faces: Box[]; ignored: Box[] }>();
  let columns: number[] | null = null;
  let row = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    row++;
    if (line === '') continue;
    const cells = line.split(',');
    if (columns === null) {
      const missing = COLUMNS.filter((column) => !cells.includes(column));
      if (missing.length > 0) throw new DataError(`${path} has no column ${missing.join(', ')}.`);
      columns = COLUMNS.map((column) => cells.indexOf(column));
      continue;
    }
    const [image = '', left, top, right, bottom, kind] = columns.map((column) => cells[column]);
    const [x1, y1, x2, y2] = [Number(left), Number(top), Number(right), Number(bottom)];
    if (!(x2 > x1 && y2 > y1)) throw new DataError(`${path}, line ${row}: "${line}" is no box.`);
    const scene = scenes.get(image) ?? { faces: [], ignored: [] };
    scenes.set(image, scene);
    const counted = kind === COUNTED_CLASS && y2 - y1 >= MIN_FACE_HEIGHT;
    (counted ? scene.faces : scene.ignored).push([x1, y1, x2 - x1, y2 - y1]);
  }
  if (scenes.size === 0) throw new DataError(`${path} names no boxes.`);
  return scenes;
}
