import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileDamagedError } from '#files/file-damaged-error';
import { openFile } from '#files/open';
import { ConfigError } from '../config/config.ts';
import { folderMessage } from '../storage/data-folder.ts';

/** Where videos and what is made of them lie, sealed. */
export const filesFolder = (dataDir: string) => join(dataDir, 'files');

/**
 * What files are sealed with, as 64 hex digits: `ATTUNE_STORAGE_KEY`, else `storage.key` in the data folder, made now if nothing has
 * been sealed yet. Throws {@link ConfigError} if it is malformed, missing, or not the one that the files there were sealed with.
 */
export async function storageKey(environment: NodeJS.ProcessEnv, dataDir: string): Promise<string> {
  const set = environment['ATTUNE_STORAGE_KEY']?.trim();
  const key = set === undefined || set === '' ? keyOfFile(dataDir) : parse(set, 'ATTUNE_STORAGE_KEY');
  await assertFits(key, dataDir);
  return key;
}

function keyOfFile(dataDir: string): string {
  const path = join(dataDir, 'storage.key');
  try {
    if (existsSync(path)) {
      chmodSync(path, 0o600);
      return parse(readFileSync(path, 'utf8').trim(), path);
    }
    if (sealedFiles(dataDir).length > 0) {
      throw new ConfigError(`The key ${path} is missing, and the videos in ${filesFolder(dataDir)} cannot be opened without it. Restore it from a backup, set ATTUNE_STORAGE_KEY to it, or delete that folder to give the videos up.`);
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

function parse(text: string, from: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  const bytes = /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  if (bytes.length !== 32) throw new ConfigError(`${from}: must be 64 hex digits or 32 bytes in base64; make one with: openssl rand -hex 32`);
  return bytes.toString('hex');
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
        throw new ConfigError(`The videos in ${filesFolder(dataDir)} were sealed with another key. Set ATTUNE_STORAGE_KEY to it, or unset it if it was never set, or delete that folder to give the videos up.`);
      }
      // What is damaged says nothing about the key.
    }
  }
}

const sealedFiles = (dataDir: string): string[] => (existsSync(filesFolder(dataDir)) ? readdirSync(filesFolder(dataDir)) : []);
