import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { TestServer } from '../e2e/support/server.ts';
import { cookieOf, PASSWORD } from './support/attune.ts';
import { RecordingClient } from './support/recording-client.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'attune-private-data-'));
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true });
});

/** Everything in a folder that others than its owner may read, write or enter, and the folder itself. */
function openIn(root: string): string[] {
  const open: string[] = [];
  const look = (at: string) => {
    const stat = lstatSync(at);
    if (!stat.isSymbolicLink() && (stat.mode & 0o077) !== 0) open.push(`${(stat.mode & 0o777).toString(8)} ${at}`);
    if (stat.isDirectory()) for (const name of readdirSync(at)) look(path.join(at, name));
  };
  look(root);
  return open;
}

describe.skipIf(process.platform === 'win32')('what the server writes', { timeout: 240_000 }, () => {
  it("is its owner's alone, after a start, a first account, an upload and a job on it", async () => {
    // As users have it.
    const before = process.umask(0o022);
    const server = await TestServer.start({ dataDir: path.join(folder, 'data') }).finally(() => process.umask(before));
    try {
      const setup = await fetch(`${server.url}/api/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: server.setupCode(), name: 'Dr Ada', email: 'ada@example.org', password: PASSWORD }),
      });
      const client = new RecordingClient(server.url, cookieOf({ status: setup.status, headers: setup.headers, body: {} }));
      const text = path.join(folder, 'no-video.mp4');
      writeFileSync(text, 'This is not a video.');
      expect((await client.settled(await client.beginUpload(text))).status).toBe('failed');
      expect(openIn(server.dataDir)).toEqual([]);
    } finally {
      await server.stop();
    }
    expect(openIn(server.dataDir)).toEqual([]);
  });

  it('is not written into a folder that is open to others', async () => {
    const data = mkdtempSync(path.join(folder, 'open-'));
    chmodSync(data, 0o755);
    const server = await TestServer.spawn({ dataDir: data });
    expect(await server.ended()).toBe(1);
    expect(server.log).toContain(`chmod -R go-rwx '${data}'`);
    expect(server.log).not.toMatch(/\n[ \t]{1,16}at /);
    expect(readdirSync(data)).toEqual([]);
  });
});
