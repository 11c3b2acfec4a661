import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileDamagedError } from '#files/file-damaged-error';
import { openFile } from '#files/open';
import { KEY_FORM, keyIn } from '../config/key-text.ts';
import { ConfigError } from '../config/config-error.ts';
import { folderMessage } from '../database/data-folder.ts';

/** Where videos and what is made of them lie, sealed. */
export const filesFolder = (dataDir: string) => join(dataDir, 'files');

/**
 * What files are sealed with, as 64 hex digits: the one that was set, else `storage.key` in the data folder, made now if nothing has
 * been sealed yet. Throws {@link ConfigError} if it is malformed, missing, or not the one that the files there were sealed with.
 */
export async function storageKey(set: string | undefined, dataDir: string): Promise<string> {
  const key = set ?? keyOfFile(dataDir);
  await assertFits(key, dataDir);
  return key;
}

function keyOfFile(dataDir: string): string {
  const path = join(dataDir, 'storage.key');
  try {
    if (existsSync(path)) {
      chmodSync(path, 0o600);
      const key = keyIn(readFileSync(path, 'utf8'));
      if (key === null) throw new ConfigError(`${path}: ${KEY_FORM}`);
      return key;
    }
    if (sealedFiles(dataDir).length > 0) {
      throw new ConfigError(
        `The key ${path} is missing, and the videos in ${filesFolder(dataDir)} cannot be opened without it. Restore it from a backup, set ATTUNE_STORAGE_KEY to it, or delete that folder to give the videos up.`,
      );
    }
    return make(path);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(folderMessage(dataDir, error as NodeJS.ErrnoException));
  }
}

function make(path: string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const key = randomBytes(32).toString('hex');
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${key}\n`);
    // A key that a power cut took away would take the videos with it.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return key;
}

async function assertFits(key: string, dataDir: string): Promise<void> {
  for (const name of sealedFiles(dataDir)) {
    try {
      await (await openFile({ path: join(filesFolder(dataDir), name), key }, 'read')).close();
      return;
    } catch (error) {
      if (!(error instanceof FileDamagedError)) throw error;
      if (error.reason === 'incomplete') return;
      if (error.reason === 'other-key') {
        throw new ConfigError(
          `The videos in ${filesFolder(dataDir)} were sealed with another key. Set ATTUNE_STORAGE_KEY to it, or unset it if it was never set, or delete that folder to give the videos up.`,
        );
      }
      // What is damaged says nothing about the key.
    }
  }
}

const sealedFiles = (dataDir: string): string[] => (existsSync(filesFolder(dataDir)) ? readdirSync(filesFolder(dataDir)) : []);
