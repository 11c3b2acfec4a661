import { existsSync } from 'node:fs';
import { list } from 'tar';
import { DataError } from '../errors.ts';

export interface TarFile {
  /** Path inside the archive. */
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * The plain files of a tar archive, by name, all in memory.
 *
 * @throws DataError where the archive is missing, damaged or empty
 */
export async function readTar(path: string): Promise<TarFile[]> {
  if (!existsSync(path)) throw new DataError(`There is no ${path}. Name the folder that holds it with --data.`);
  const reading: Promise<TarFile>[] = [];
  try {
    await list({
      file: path,
      strict: true,
      onReadEntry: (entry) => {
        if (entry.type === 'File' || entry.type === 'OldFile') reading.push(entry.concat().then((bytes) => ({ name: entry.path, bytes })));
        else entry.resume();
      },
    });
  } catch (cause) {
    throw new DataError(`${path} is no tar archive, or it is damaged (${(cause as Error).message}). Copy it again.`, { cause });
  }
  if (reading.length === 0) throw new DataError(`${path} holds no files.`);
  return (await Promise.all(reading)).sort((a, b) => (a.name < b.name ? -1 : 1));
}
