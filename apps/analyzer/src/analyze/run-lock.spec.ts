import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from './options.ts';
import { LOCK_NAME, RunLock } from './run-lock.ts';

let out: string;
beforeEach(() => void (out = mkdtempSync(path.join(tmpdir(), 'attune-lock-'))));
afterEach(() => rmSync(out, { recursive: true, force: true }));

const file = () => path.join(out, LOCK_NAME);
function change(content: object): void {
  writeFileSync(file(), JSON.stringify({ ...(JSON.parse(readFileSync(file(), 'utf8')) as object), ...content }));
}
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid!;
}

describe('RunLock', () => {
  it('says that a run is not finished, until it is', async () => {
    const lock = await RunLock.take(out, [path.join(out, 'a')]);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ pid: process.pid, folders: ['a'] });
    expect(lock.leftover).toBeNull();
    await lock.release();
    expect(existsSync(file())).toBe(false);
  });

  it('refuses a second run into the same folder, or into one of its folders', async () => {
    const lock = await RunLock.take(out, [out]);
    change({ pid: process.ppid });
    await expect(RunLock.take(out, [out])).rejects.toThrow(`Another run is writing into ${out} (process ${process.ppid}`);
    mkdirSync(path.join(out, 'a'));
    await expect(RunLock.take(path.join(out, 'a'), [path.join(out, 'a')])).rejects.toThrow(UsageError);
    change({ host: 'another-machine', pid: 1 });
    await expect(RunLock.take(out, [out])).rejects.toThrow('on another-machine');
    await lock.release();
  });

  it('tells the next run what an ended one has left, within its folder', async () => {
    await RunLock.take(out, [out]);
    change({ pid: await endedPid(), folders: ['', 'a', '../elsewhere', '/etc'] });
    const lock = await RunLock.take(out, [out]);
    expect(lock.leftover).toEqual({ folders: [out, path.join(out, 'a')] });
    await lock.release();
    writeFileSync(file(), '{"note":');
    await expect(RunLock.take(out, [out])).rejects.toThrow(UsageError);
    utimesSync(file(), 1_000, 1_000);
    expect((await RunLock.take(out, [out])).leftover).toEqual({ folders: [] });
  });

  it('lets one of several through that begin at once', async () => {
    const taken = await Promise.allSettled(Array.from({ length: 8 }, () => RunLock.take(path.join(out, 'new'), [])));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
