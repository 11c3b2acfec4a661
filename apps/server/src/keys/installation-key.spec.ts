import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { installationKey, nextKeyFile, writeKey } from './installation-key.ts';
import { Seal } from './seal.ts';

let folder: string;
let place: { storageKey: string | undefined; keyFile: string; dataDir: string };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-key-'));
  place = { storageKey: undefined, keyFile: join(folder, 'keys/attune.key'), dataDir: join(folder, 'data') };
  mkdirSync(place.dataDir);
});
afterEach(() => rmSync(folder, { recursive: true }));

const NOTHING_STORED = () => null;
const hex = (key: Seal) => Buffer.from(key.bytes).toString('hex');
/** Of an installation whose data was sealed with this key. */
const sealedWith = (key: Seal) => {
  const sealed = key.seal('x', 'y');
  return (other: Seal) => {
    try {
      return other.open('x', sealed) === 'y';
    } catch {
      return false;
    }
  };
};

it('is made once, for its owner alone, outside the data folder', () => {
  const key = installationKey(place, NOTHING_STORED);
  expect(statSync(place.keyFile).mode & 0o777).toBe(0o600);
  expect(hex(installationKey(place, sealedWith(key)))).toBe(hex(key));
  expect(() => loadConfig({ ATTUNE_DATA: '/srv/attune', ATTUNE_KEY_FILE: '/srv/attune/key' })).toThrow(/ATTUNE_KEY_FILE: must lie outside/);
  expect(loadConfig({ ATTUNE_DATA: '/srv/attune' }).keyFile).toBe('/srv/attune.key');
});

it('is taken from the environment as hex or base64, and nothing is written then', () => {
  const bytes = randomBytes(32);
  for (const text of [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), bytes.toString('base64'), bytes.toString('base64url')]) {
    const { storageKey } = loadConfig({ ATTUNE_STORAGE_KEY: ` ${text}\n` });
    expect(hex(installationKey({ ...place, storageKey }, NOTHING_STORED))).toBe(bytes.toString('hex'));
  }
  expect(existsSync(place.keyFile)).toBe(false);
});

it('is refused where it is malformed', () => {
  for (const text of ['secret', 'ab'.repeat(31), `${'ab'.repeat(31)}zz`, randomBytes(31).toString('base64')])
    expect(() => loadConfig({ ATTUNE_STORAGE_KEY: text })).toThrow(/ATTUNE_STORAGE_KEY: must be 64 hex digits .* openssl/);
  installationKey(place, NOTHING_STORED);
  writeFileSync(place.keyFile, 'half a k');
  expect(() => installationKey(place, NOTHING_STORED)).toThrow(/attune\.key: must be 64 hex digits/);
});

it('is never made anew, nor replaced, where something is sealed', () => {
  const fits = sealedWith(new Seal(randomBytes(32)));
  expect(() => installationKey(place, fits)).toThrow(/attune\.key is missing.*Restore it/);
  expect(() => installationKey({ ...place, storageKey: 'cd'.repeat(32) }, fits)).toThrow(ConfigError);
  writeKey(place.keyFile);
  expect(() => installationKey(place, fits)).toThrow(/sealed with another key than the one in/);
});

it('moves out of the data folder, where earlier versions kept it', () => {
  const old = randomBytes(32).toString('hex');
  writeFileSync(join(place.dataDir, 'storage.key'), `${old}\n`);
  expect(hex(installationKey(place, NOTHING_STORED))).toBe(old);
  expect(readFileSync(place.keyFile, 'utf8')).toBe(`${old}\n`);
  expect(existsSync(join(place.dataDir, 'storage.key'))).toBe(false);
});

it('is not guessed where the data folder has another one: either may be the only copy', () => {
  const key = writeKey(place.keyFile);
  const old = join(place.dataDir, 'storage.key');
  writeFileSync(old, randomBytes(32).toString('hex'));
  expect(() => installationKey(place, sealedWith(key))).toThrow(/There are two keys/);
  expect([existsSync(old), readFileSync(place.keyFile, 'utf8').trim()]).toEqual([true, hex(key)]);
  writeFileSync(old, hex(key));
  expect(hex(installationKey(place, sealedWith(key)))).toBe(hex(key));
  expect(existsSync(old)).toBe(false);
});

it('is the one that opens the data after a change that was cut short, before or after it was stored', () => {
  for (const changed of [false, true]) {
    const [old, next] = [writeKey(place.keyFile), writeKey(nextKeyFile(place.keyFile))];
    const inForce = changed ? next : old;
    expect(hex(installationKey(place, sealedWith(inForce)))).toBe(hex(inForce));
    expect(readFileSync(place.keyFile, 'utf8').trim()).toBe(hex(inForce));
    expect(existsSync(nextKeyFile(place.keyFile))).toBe(false);
    rmSync(place.keyFile);
  }
});
