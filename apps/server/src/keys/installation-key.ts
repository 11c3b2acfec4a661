import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { KEY_FORM, keyIn } from '../config/key-text.ts';
import { Seal } from './seal.ts';

/** Inject with `@Inject(INSTALLATION_KEY) key: Seal`. */
export const INSTALLATION_KEY = Symbol('INSTALLATION_KEY');

type Place = Pick<Config, 'storageKey' | 'keyFile' | 'dataDir'>;

/** Whether a key opens what is stored here; null where nothing is stored yet that could tell. */
export type Fits = (key: Seal) => boolean | null;

/** What a key that is being put in place of another is called until it is in force. */
export const nextKeyFile = (keyFile: string) => `${keyFile}.next`;

/**
 * The key that wraps the key of every call: the one that was set, else the one in the key file, which lies outside the data folder and is made
 * at the first start. Throws {@link ConfigError} if it is malformed, missing, or not the one that the data was sealed with.
 */
export function installationKey(place: Place, fits: Fits): Seal {
  const set = place.storageKey;
  if (set !== undefined) {
    const key = new Seal(Buffer.from(set, 'hex'));
    if (fits(key) === false)
      throw new ConfigError(
        'The data was sealed with another key than ATTUNE_STORAGE_KEY. Set it to the one of before, or unset it if it was never set.',
      );
    return key;
  }
  try {
    moveOutOfDataFolder(place);
    return keyOfFile(place, fits);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(
      `The key file ${place.keyFile} cannot be used (${(error as NodeJS.ErrnoException).code ?? String(error)}). Make its folder writable, or set ATTUNE_KEY_FILE to another place outside the data folder.`,
    );
  }
}

function keyOfFile({ keyFile }: Place, fits: Fits): Seal {
  const keys = [keyFile, nextKeyFile(keyFile)].filter((path) => existsSync(path)).map((path) => ({ path, key: readKey(path) }));
  const known = keys.find(({ key }) => fits(key) === true) ?? keys.find(({ key }) => fits(key) === null);
  if (known !== undefined) {
    // A change of the key that was cut short: the one that opens the data is in force, whether it was changed already or not.
    if (known.path !== keyFile) moveKey(known.path, keyFile);
    rmSync(nextKeyFile(keyFile), { force: true });
    return known.key;
  }
  if (keys.length > 0)
    throw new ConfigError(`The data was sealed with another key than the one in ${keyFile}. Restore that one from your copy of it.`);
  if (fits(new Seal(randomBytes(32))) === false)
    throw new ConfigError(
      `The key file ${keyFile} is missing, and nothing that is stored can be read without it. Restore it from your copy of it, or set ATTUNE_STORAGE_KEY to the key.`,
    );
  return writeKey(keyFile);
}

/** Until keys of calls were wrapped the key lay in the data folder, where everything that it opens lies. */
function moveOutOfDataFolder({ dataDir, keyFile }: Place): void {
  const old = join(dataDir, 'storage.key');
  if (!existsSync(old)) return;
  const key = readKey(old);
  if (!existsSync(keyFile)) writeKey(keyFile, key);
  // Either may be the only copy of a key that opens something.
  else if (!Buffer.from(readKey(keyFile).bytes).equals(key.bytes))
    throw new ConfigError(
      `There are two keys, ${old} and ${keyFile}. Keep a copy of both, find out which one the data was sealed with, and leave only that one, as ${keyFile}.`,
    );
  rmSync(old);
}

function readKey(path: string): Seal {
  chmodSync(path, 0o600);
  const key = keyIn(readFileSync(path, 'utf8'));
  if (key === null) throw new ConfigError(`${path}: ${KEY_FORM}`);
  return new Seal(Buffer.from(key, 'hex'));
}

/** Writes a key to a file of its own, for its owner alone, as a whole or not at all; it is on the disk when this returns. */
export function writeKey(path: string, key = new Seal(randomBytes(32))): Seal {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.part`;
  rmSync(part, { force: true });
  const file = openSync(part, 'wx', 0o600);
  try {
    writeSync(file, `${Buffer.from(key.bytes).toString('hex')}\n`);
    // A key that a power cut took away would take everything with it.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  moveKey(part, path);
  return key;
}

/** Gives a key's file another name, also on the disk. */
export function moveKey(from: string, to: string): void {
  renameSync(from, to);
  // Windows has no such thing.
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(to), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
