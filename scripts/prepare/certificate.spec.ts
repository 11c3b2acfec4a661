import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { checkedFiles, covers, selfSigned } from './certificate.mjs';

let folder: string;
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  folder = mkdtempSync(join(tmpdir(), 'attune-tls-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

it('makes a certificate for localhost and the addresses, with a key that only its owner reads', async () => {
  const files = await selfSigned(folder, ['192.168.7.8']);
  expect(checkedFiles(files)).toEqual(files);
  expect(statSync(files.key).mode & 0o077).toBe(0);
  const pem = readFileSync(files.cert, 'utf8');
  expect(covers(pem, ['192.168.7.8', '127.0.0.1'], Date.now())).toBe(true);
  expect(covers(pem, ['192.168.7.9'], Date.now())).toBe(false);
  expect(covers(pem, [], Date.now() + 395 * 86_400_000)).toBe(false);
});

it('keeps the certificate while it serves, and makes another when an address is new', async () => {
  const cert = async (addresses: string[]) => readFileSync((await selfSigned(folder, addresses)).cert, 'utf8');
  const first = await cert(['192.168.7.8']);
  expect(await cert(['192.168.7.8'])).toBe(first);
  expect(await cert(['192.168.7.8', '10.0.0.1'])).not.toBe(first);
});

it('says what is wrong with files given by path', async () => {
  const [one, other] = await Promise.all([selfSigned(join(folder, 'one'), []), selfSigned(join(folder, 'other'), [])]);
  const text = join(folder, 'text.pem');
  writeFileSync(text, 'hello');
  expect(() => checkedFiles({ cert: join(folder, 'none.pem'), key: one.key })).toThrow(/certificate .*none\.pem does not exist/);
  expect(() => checkedFiles({ cert: text, key: one.key })).toThrow(/text\.pem is no certificate/);
  expect(() => checkedFiles({ cert: one.cert, key: text })).toThrow(/text\.pem is no private key/);
  expect(() => checkedFiles({ cert: one.cert, key: other.key })).toThrow(/does not belong/);
});
