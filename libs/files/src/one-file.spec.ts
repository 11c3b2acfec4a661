import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forOneFile, openFile } from './open.ts';
import type { FileRef } from './random-access.ts';

const key = randomBytes(32).toString('hex');
let folder: string;
const ref = (name: string): FileRef => ({ path: join(folder, name), key });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-one-file-'));
  for (const name of ['mine', 'another']) await write(ref(name), name);
});
afterAll(() => rm(folder, { recursive: true }));

async function write(to: FileRef, text: string): Promise<void> {
  const file = await openFile(to, 'create');
  await file.write(0, Buffer.from(text));
  await file.close();
}

async function read(from: FileRef): Promise<string> {
  const file = await openFile(from, 'read');
  const bytes = await file.read(0, file.size);
  await file.close();
  return bytes.toString();
}

it('the key of one file opens this file and no other, and does not hold the master key', async () => {
  const mine = await forOneFile(ref('mine'));
  expect(mine.key).toHaveLength(160);
  expect(mine.key).not.toContain(key);
  expect(await read(mine)).toBe('mine');
  await expect(read({ ...mine, path: ref('another').path })).rejects.toMatchObject({ reason: 'other-key' });
});

it('what is made or written with it is opened by the master key', async () => {
  for (const name of ['new', 'mine']) {
    const one = await forOneFile(ref(name));
    await write(one, `${name}, written again`);
    expect(await read(ref(name))).toBe(`${name}, written again`);
  }
});

it('two new files get two keys', async () => {
  expect((await forOneFile(ref('first'))).key).not.toBe((await forOneFile(ref('second'))).key);
});

it('of a wrong master key comes a key that is refused', async () => {
  const wrong = await forOneFile({ path: ref('another').path, key: randomBytes(32).toString('hex') });
  await expect(read(wrong)).rejects.toMatchObject({ reason: 'other-key' });
});

it('a plain file stays plain', async () => {
  expect(await forOneFile({ path: '/somewhere', key: null })).toEqual({ path: '/somewhere', key: null });
});
