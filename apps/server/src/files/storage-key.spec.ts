import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openFile } from '#files/open';
import { loadConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { filesFolder, storageKey } from './storage-key.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'attune-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const sealWith = async (key: string) => {
  mkdirSync(filesFolder(dataDir), { recursive: true });
  await (await openFile({ path: join(filesFolder(dataDir), randomUUID()), key }, 'create')).close();
};

it('is made once, for its owner alone', async () => {
  const key = await storageKey(undefined, join(dataDir, 'new'));
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(join(dataDir, 'new/storage.key')).mode & 0o777).toBe(0o600);
  expect(await storageKey(undefined, join(dataDir, 'new'))).toBe(key);
});

it('is taken from the environment as hex or base64, and nothing is written then', async () => {
  const bytes = randomBytes(32);
  for (const text of [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), bytes.toString('base64'), bytes.toString('base64url')]) {
    expect(await storageKey(loadConfig({ ATTUNE_STORAGE_KEY: ` ${text}\n` }).storageKey, dataDir)).toBe(bytes.toString('hex'));
  }
  expect(() => statSync(join(dataDir, 'storage.key'))).toThrow(/ENOENT/);
});

it('is refused where it is malformed', async () => {
  for (const text of ['secret', 'ab'.repeat(31), `${'ab'.repeat(31)}zz`, randomBytes(31).toString('base64')]) {
    expect(() => loadConfig({ ATTUNE_STORAGE_KEY: text })).toThrow(/ATTUNE_STORAGE_KEY: must be 64 hex digits .* openssl/);
  }
  writeFileSync(join(dataDir, 'storage.key'), 'half a k');
  await expect(storageKey(undefined, dataDir)).rejects.toThrow(/storage\.key: must be 64 hex digits/);
});

it('is never made anew, nor replaced, where files are sealed', async () => {
  const key = randomBytes(32).toString('hex');
  await sealWith(key);
  await expect(storageKey(undefined, dataDir)).rejects.toThrow(/storage\.key is missing.*Restore it/);
  await expect(storageKey(undefined, dataDir)).rejects.toThrow(ConfigError);
  await expect(storageKey('cd'.repeat(32), dataDir)).rejects.toThrow(/sealed with another key/);
  expect(await storageKey(key, dataDir)).toBe(key);
  writeFileSync(join(dataDir, 'storage.key'), key);
  expect(await storageKey(undefined, dataDir)).toBe(key);
  expect(readFileSync(join(dataDir, 'storage.key'), 'utf8')).toBe(key);
});
