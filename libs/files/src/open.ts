import { open, type FileHandle } from 'node:fs/promises';
import { PlainFile } from './plain-file.ts';
import { SealedFile, dropTornEnd } from './sealed-file.ts';
import type { FileRef, RandomAccessFile } from './random-access.ts';

const FLAGS = { read: 'r', create: 'w+', update: 'r+' } as const;

/**
 * `create` empties a file that is there already; `update` reads and writes one that must be there. Sealed files are for their owner
 * alone (0600).
 * @throws FileDamagedError where sealed bytes do not verify; what node throws (ENOENT, EACCES, ENOSPC …) as it is.
 */
export const openFile = async (ref: FileRef, mode: keyof typeof FLAGS): Promise<RandomAccessFile> => {
  const { path, key } = ref;
  const handle = await open(path, FLAGS[mode], key === null ? 0o666 : 0o600);
  try {
    if (key === null) {
      const stat = await handle.stat();
      if (stat.isDirectory())
        throw Object.assign(new Error(`EISDIR: illegal operation on a directory, open '${path}'`), { code: 'EISDIR', path });
      return new PlainFile(handle, stat.size);
    }
    return mode === 'create' ? await SealedFile.create(path, handle, key) : await SealedFile.open(path, handle, key, mode === 'update');
  } catch (error) {
    await handle.close();
    throw error;
  }
};

/**
 * Makes a file that was being written from start to end when the power or the disk went away fit to be gone on with.
 * @returns its size: what of it is whole.
 */
export const recoverFile = async (ref: FileRef): Promise<number> => {
  const handle: FileHandle = await open(ref.path, 'r+');
  try {
    return ref.key === null ? (await handle.stat()).size : await dropTornEnd(ref.path, handle, ref.key);
  } finally {
    await handle.close();
  }
};
