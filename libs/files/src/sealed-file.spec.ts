import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileDamagedError, type DamageReason } from './file-damaged-error.ts';
import { openFile, recoverFile } from './open.ts';
import { CHUNK, HEADER_SIZE, SEALED_CHUNK, sealedSizeOf } from './sealed-format.ts';

const key = randomBytes(32).toString('hex');
let folder: string;
let made = 0;
const fresh = () => ({ path: join(folder, `${made++}`), key });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Mulberry32: the same numbers for the same seed, so that a failure can be repeated. */
const generator = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

const write = async (ref: { path: string; key: string | null }, data: Uint8Array) => {
  const file = await openFile(ref, 'create');
  await file.write(0, data);
  await file.close();
};
const readAll = async (ref: { path: string; key: string | null }) => {
  const file = await openFile(ref, 'read');
  try {
    return await file.read(0, file.size);
  } finally {
    await file.close();
  }
};
const flip = async (path: string, at: number) => {
  const bytes = await readFile(path);
  bytes[at]! ^= 1;
  await writeFile(path, bytes);
};
const refused = async (ref: { path: string; key: string }, reason: DamageReason) => {
  const error: unknown = await readAll(ref).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FileDamagedError);
  expect((error as FileDamagedError).reason).toBe(reason);
};

describe('a file, plain or sealed,', () => {
  it.each([
    [1, true],
    [2, true],
    [3, true],
    [4, false],
  ])('is what a buffer is, under any order of calls (seed %i, sealed %s)', async (seed, sealed) => {
    const random = generator(seed);
    const upTo = (n: number) => Math.floor(random() * n);
    const ref = { path: join(folder, `p${seed}`), key: sealed ? key : null };
    let file = await openFile(ref, 'create');
    let model = Buffer.alloc(0);
    const resize = (size: number) => {
      const next = Buffer.alloc(size);
      model.copy(next);
      model = next;
    };
    for (let step = 0; step < 300; step++) {
      const kind = random();
      if (kind < 0.45) {
        // Mostly small, now and then over several chunks; now and then past the end.
        const data = randomBytes(random() < 0.15 ? upTo(4 * CHUNK) : upTo(3_000));
        const position = random() < 0.4 ? model.length : upTo(model.length + (random() < 0.1 ? 2 * CHUNK : 1));
        if (data.length > 0 && position + data.length > model.length) resize(position + data.length);
        if (data.length > 0) data.copy(model, position);
        await file.write(position, data);
      } else if (kind < 0.85) {
        const position = upTo(model.length + 10);
        const length = random() < 0.3 ? upTo(20 * CHUNK) : upTo(5_000);
        expect((await file.read(position, length)).equals(model.subarray(position, position + length))).toBe(true);
      } else if (kind < 0.9) {
        const size = random() < 0.3 ? Math.floor(model.length / CHUNK) * CHUNK : upTo(model.length + CHUNK);
        resize(size);
        await file.truncate(size);
      } else if (kind < 0.95) {
        await file.sync();
      } else {
        await file.close();
        if (sealed) expect((await stat(ref.path)).size).toBe(sealedSizeOf(model.length));
        file = await openFile(ref, 'update');
      }
      expect(file.size).toBe(model.length);
    }
    await file.close();
    expect((await readAll(ref)).equals(model)).toBe(true);
  });

  it.each([[null], [key]])('may be empty, and says what it was opened for', async (fileKey) => {
    const ref = { ...fresh(), key: fileKey };
    await write(ref, Buffer.alloc(0));
    expect(await readAll(ref)).toHaveLength(0);
    const file = await openFile(ref, 'read');
    await expect(file.write(0, Buffer.from('x'))).rejects.toThrow();
    await file.close();
    await file.close();
    await expect(openFile({ ...ref, path: `${ref.path}-none` }, 'read')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(openFile({ path: folder, key: fileKey }, 'read')).rejects.toMatchObject({ code: 'EISDIR' });
  });
});

describe('a sealed file', () => {
  const text = Buffer.from('They said that they were fine. '.repeat(20_000));

  it("keeps its bytes from whoever reads the disk, and is its owner's alone", async () => {
    const [one, two] = [fresh(), fresh()];
    await write(one, text);
    await write(two, text);
    const [a, b] = [await readFile(one.path), await readFile(two.path)];
    expect(a.includes('said that')).toBe(false);
    expect((await stat(one.path)).mode & 0o777).toBe(0o600);
    // Neither key nor nonce is the same twice.
    expect(a.subarray(HEADER_SIZE).equals(b.subarray(HEADER_SIZE))).toBe(false);
    const rewritten = await openFile(one, 'update');
    await rewritten.write(0, text.subarray(0, 10));
    await rewritten.close();
    expect((await readFile(one.path)).subarray(HEADER_SIZE, HEADER_SIZE + 12).equals(a.subarray(HEADER_SIZE, HEADER_SIZE + 12))).toBe(
      false,
    );
    expect((await readAll(one)).equals(text)).toBe(true);
  });

  it('opens with its own key only', async () => {
    const ref = fresh();
    await write(ref, text);
    await refused({ ...ref, key: randomBytes(32).toString('hex') }, 'other-key');
    await expect(openFile({ ...ref, key: 'short' }, 'read')).rejects.toThrow(/64 hex digits/);
  });

  it.each([
    ['nonce', HEADER_SIZE + 3, 'damaged'],
    ['bytes', HEADER_SIZE + 500, 'damaged'],
    ['tag', HEADER_SIZE + SEALED_CHUNK - 1, 'damaged'],
    ['salt', 20, 'other-key'],
    ['magic', 2, 'not-sealed'],
    ['version', 8, 'not-sealed'],
  ] as const)('shows a flipped bit in the %s', async (_what, at, reason) => {
    const ref = fresh();
    await write(ref, text);
    await flip(ref.path, at);
    await refused(ref, reason);
  });

  it('goes on giving the chunks that are whole', async () => {
    const ref = fresh();
    await write(ref, text);
    await flip(ref.path, HEADER_SIZE + 500);
    const file = await openFile(ref, 'read');
    await expect(file.read(0, 10)).rejects.toThrow(FileDamagedError);
    expect((await file.read(CHUNK, 1_000)).equals(text.subarray(CHUNK, CHUNK + 1_000))).toBe(true);
    await file.close();
  });

  it('shows chunks that were swapped, or taken from another file', async () => {
    const [ref, other] = [fresh(), fresh()];
    await write(ref, text);
    await write(other, text);
    const [bytes, foreign] = [await readFile(ref.path), await readFile(other.path)];
    const at = (index: number) => HEADER_SIZE + index * SEALED_CHUNK;
    await writeFile(
      ref.path,
      Buffer.concat([bytes.subarray(0, at(0)), bytes.subarray(at(1), at(2)), bytes.subarray(at(0), at(1)), bytes.subarray(at(2))]),
    );
    await refused(ref, 'damaged');
    await writeFile(ref.path, Buffer.concat([bytes.subarray(0, at(1)), foreign.subarray(at(1), at(2)), bytes.subarray(at(2))]));
    await refused(ref, 'damaged');
  });

  it.each([[1], [SEALED_CHUNK], [3 * SEALED_CHUNK + 17]])('shows that its last %i bytes were cut', async (cut) => {
    const ref = fresh();
    await write(ref, text);
    await truncate(ref.path, (await stat(ref.path)).size - cut);
    await refused(ref, 'incomplete');
  });

  it('shows a cut at the border of chunks, down to the header', async () => {
    const ref = fresh();
    await write(ref, text);
    for (const chunks of [2, 1, 0]) {
      await truncate(ref.path, HEADER_SIZE + chunks * SEALED_CHUNK);
      await refused(ref, 'incomplete');
    }
    await truncate(ref.path, 10);
    await refused(ref, 'not-sealed');
  });

  it('is gone on with after a crash, from the last bytes that are whole', async () => {
    const ref = fresh();
    const file = await openFile(ref, 'create');
    await file.write(0, text.subarray(0, 3 * CHUNK + 100));
    // As a process that is killed now leaves it: the first three chunks, none of them the last.
    const killed = fresh();
    await copyFile(ref.path, killed.path);
    await file.close();
    await refused(killed, 'incomplete');
    const again = await openFile(killed, 'update');
    expect(again.size).toBe(3 * CHUNK);
    await again.write(again.size, text.subarray(again.size));
    await again.close();
    expect((await readAll(killed)).equals(text)).toBe(true);
  });

  it('loses only the torn end to a power cut or a full disk', async () => {
    const ref = fresh();
    await write(ref, text);
    const handle = await open(ref.path, 'r+');
    await handle.truncate(HEADER_SIZE + 4 * SEALED_CHUNK - 700);
    await handle.write(Buffer.alloc(5_000), 0, 5_000, HEADER_SIZE + 2 * SEALED_CHUNK + 9_000);
    await handle.close();
    await expect(openFile(ref, 'update')).rejects.toThrow(FileDamagedError);
    expect(await recoverFile(ref)).toBe(2 * CHUNK);
    const file = await openFile(ref, 'update');
    expect(file.size).toBe(2 * CHUNK);
    await file.write(file.size, text.subarray(file.size));
    await file.close();
    expect((await readAll(ref)).equals(text)).toBe(true);
    expect(await recoverFile(ref)).toBe(text.length);
  });

  it('hands out bytes that later writes leave alone', async () => {
    const ref = fresh();
    const file = await openFile(ref, 'create');
    await file.write(0, Buffer.from('before'));
    const [before] = await Promise.all([file.read(0, 6), file.write(0, Buffer.from('after!'))]);
    expect(before.toString()).toBe('before');
    expect((await file.read(0, 6)).toString()).toBe('after!');
    await file.close();
    await expect(file.read(0, 1)).rejects.toThrow(/is closed/);
  });
});
