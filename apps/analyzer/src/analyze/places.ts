import { existsSync, realpathSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RESULTS } from './earlier-results.ts';
import { UsageError } from './options.ts';
import { STANDARD_INPUT } from './source.ts';

/** Where the files of one video go. */
export interface Place {
  video: string;
  folder: string;
  csv: string;
  summary: string;
  annotated: string;
  clips: string;
}

/** A folder for each video where there are several, told apart by a number where two have one name. @throws UsageError where a result would overwrite a video */
export function placesOf(videos: readonly string[], out: string): Place[] {
  const taken = new Set<string>();
  const places = videos.map((video) => {
    const folder = videos.length === 1 ? out : path.join(out, unique(folderName(video), taken));
    return {
      video,
      folder,
      csv: path.join(folder, 'emotions.csv'),
      summary: path.join(folder, 'summary.json'),
      annotated: path.join(folder, 'annotated.mp4'),
      clips: path.join(folder, 'clips'),
    };
  });
  refuseOverwriting(videos, [out, ...places.map(({ folder }) => folder)]);
  return places;
}

/** @throws UsageError where a video lies where results in these folders go: they take the place of what lies there */
export function refuseOverwriting(videos: readonly string[], folders: readonly string[]): void {
  const results = new Set(folders.flatMap((folder) => RESULTS.map((name) => real(path.join(folder, name)))));
  const inside = new Set(folders.flatMap((folder) => ['clips', 'faces'].map((name) => real(path.join(folder, name)))));
  for (const video of videos) {
    const itself = real(video);
    if (results.has(itself) || inside.has(path.dirname(itself)))
      throw new UsageError(`${video} would be overwritten by the results. Choose another folder with --out.`);
  }
}

/** What a video is called in its results. */
export const titleOf = (video: string) => (video === STANDARD_INPUT ? 'standard input' : path.basename(video));

/** Makes the folder and writes to it once, so that nobody waits for an analysis that cannot be kept. @throws UsageError */
export async function checkWritable(out: string): Promise<void> {
  const trial = path.join(out, `.attune-${process.pid}`);
  try {
    await makeFolder(path.resolve(out));
    await writeFile(trial, '');
    await rm(trial);
  } catch (error) {
    throw new UsageError(`Nothing can be written to ${out} (${whyNot(error, out)}). Choose another folder with --out.`);
  }
}

/** As the clips are named that are made here. */
export function clipName(index: number, { startMs, label }: { startMs: number; label: string }): string {
  const seconds = Math.floor(startMs / 1_000);
  return `${String(index + 1).padStart(3, '0')}-${label}-${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s.mp4`;
}

/** One by one: Node's own way of making several never returns where the system says of a folder's inside that it does not exist (/proc). */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(path.dirname(folder));
  await mkdir(folder);
}

/** A video's name without its extension, where that is one: "...mp4" would be the folder above. */
function folderName(video: string): string {
  if (video === STANDARD_INPUT) return 'standard-input';
  const { name } = path.parse(video);
  return /^\.*$/.test(name) ? 'video' : name;
}

function unique(name: string, taken: Set<string>): string {
  // File systems that do not tell case apart would put both in one folder.
  let candidate = name;
  for (let number = 2; taken.has(candidate.toLowerCase()); number++) candidate = `${name}-${number}`;
  taken.add(candidate.toLowerCase());
  return candidate;
}

/** Links followed, as far as there is anything. */
function real(file: string): string {
  const absolute = path.resolve(file);
  if (existsSync(absolute)) return realpathSync(absolute);
  const folder = path.dirname(absolute);
  return folder === absolute ? absolute : path.join(real(folder), path.basename(absolute));
}

function whyNot(error: unknown, out: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if ((code === 'EEXIST' || code === 'ENOTDIR') && existsSync(out) && !statSync(out).isDirectory()) return 'it is a file';
  switch (code) {
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a part of its path is a file';
    case 'EACCES':
    case 'EPERM':
      return 'you may not write there';
    case 'EROFS':
      return 'it is read-only';
    case 'ENOENT':
      return 'no folder can be made there';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
