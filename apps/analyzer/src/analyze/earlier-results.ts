import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from './options.ts';

/** What an earlier run left in a folder: a folder never holds the results of two. */

const CLIP = /^(\d{3,}-[a-z+]+-\d+m\d\ds|joined)\.mp4$/;
const PICTURE = /^[\dm]+s-face-[\d-]+\.jpg$/;
export const RESULTS = ['emotions.csv', 'summary.json', 'annotated.mp4'];
/** Of a run that was ended: not whole. */
const PART = /^\..+\.\d+\.part$/;

/** Deletes the results of an earlier run in a video's folder, its clips and its pictures of faces, and nothing else. */
export async function removeResults(folder: string): Promise<void> {
  await removeFiles(folder, (name) => RESULTS.includes(name) || PART.test(name));
  await removeFiles(path.join(folder, 'clips'), (name) => CLIP.test(name) || PART.test(name));
  await removeFiles(path.join(folder, 'faces'), (name) => PICTURE.test(name) || PART.test(name));
}

/** Deletes what an ended run has left in the folder of one of its videos, and the folder if nothing is in it then. */
export async function removeLeftover(folder: string, out: string): Promise<void> {
  await removeResults(folder);
  if (path.resolve(folder) !== path.resolve(out)) await rmdir(folder).catch(() => undefined);
}

/** @throws UsageError where results of other videos lie in the folder's folders: they would stand beside those of this run */
export async function refuseBesideOthers(out: string, places: readonly { folder: string }[]): Promise<void> {
  const own = new Set(places.map(({ folder }) => path.resolve(folder)));
  const others: string[] = [];
  for (const entry of await entriesOf(out)) {
    const folder = path.join(out, entry);
    if (!own.has(path.resolve(folder)) && ['emotions.csv', 'summary.json'].every((name) => existsSync(path.join(folder, name))))
      others.push(entry);
  }
  if (others.length > 0)
    throw new UsageError(
      `${out} holds results of other videos (in ${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}). Choose another folder with --out, or delete them.`,
    );
}

/** @throws UsageError where results of an analysis lie: pictures of faces beside them could be of another video */
export function refuseBesideResults(folder: string): void {
  if (RESULTS.some((name) => existsSync(path.join(folder, name))))
    throw new UsageError(`${folder} holds results of an analysis. Choose another folder for the pictures of faces with --out.`);
}

async function removeFiles(folder: string, isOurs: (name: string) => boolean): Promise<void> {
  const names = await entriesOf(folder);
  for (const name of names.filter(isOurs)) await rm(path.join(folder, name), { force: true });
  const isLeftEmpty = names.length > 0 && names.every(isOurs);
  if (isLeftEmpty && ['clips', 'faces'].includes(path.basename(folder))) await rmdir(folder).catch(() => undefined);
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}
