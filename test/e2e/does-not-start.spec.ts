import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SETUP_WITHIN_MS, TestServer } from './support/server.ts';

const ROOT = path.join(import.meta.dirname, '../..');

describe('a server that cannot start', () => {
  let server: TestServer;
  const cleanUps: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    server = await TestServer.start();
  }, SETUP_WITHIN_MS);

  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  afterAll(() => server?.stop());

  it.each([
    ['the port is in use', async () => ({ port: server.port }), /Port \d+ is in use\. .*ATTUNE_PORT/],
    ['the data folder is in use', async () => ({ dataDir: server.dataDir }), /Another Attune is using the data folder/],
    [
      'the data folder is below a file',
      async () => ({ dataDir: path.join(ROOT, 'package.json/data') }),
      /data folder .* cannot be used .*ATTUNE_DATA/,
    ],
    ['the data folder cannot be written', async () => ({ dataDir: '/sys/attune' }), /data folder .* cannot be (written|used).*ATTUNE_DATA/],
    ['a setting is wrong', async () => ({ env: { ATTUNE_SAMPLES_PER_SECOND: 'many' } }), /ATTUNE_SAMPLES_PER_SECOND/],
  ])('does not start if %s, and says what to do', async (_, options, message) => {
    const other = await TestServer.spawn(await options());
    cleanUps.push(() => other.stop());
    expect(await other.ended()).toBe(1);
    expect(other.log).toMatch(message);
    expect(other.log).not.toMatch(/\n[ \t]{1,16}at /);
  });

  it('does not start on a full disk, and says what to do', async ({ skip }) => {
    const disk = await mkdtemp(path.join(tmpdir(), 'attune-full-'));
    cleanUps.push(() => rm(disk, { recursive: true }));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      skip('Mounting a small disk needs rights that this user does not have.');
    }
    cleanUps.push(async () => execFileSync('umount', ['-l', disk]));
    const other = await TestServer.spawn({ dataDir: path.join(disk, 'data') });
    cleanUps.push(() => other.stop());
    expect(await other.ended()).toBe(1);
    expect(other.log).toMatch(/disk of the data folder .* is full\. .*ATTUNE_DATA/);
  });
});
