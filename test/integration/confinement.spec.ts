import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadFaces } from '../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../scripts/demo/scene-renderer.ts';
import { SETUP_WITHIN_MS, TestServer } from '../e2e/support/server.ts';
import { makeVideo } from '../media/make-video.ts';
import { cookieOf, PASSWORD } from './support/attune.ts';
import { descendantsOf, type SeenProcess } from './support/process-tree.ts';
import { RecordingClient } from './support/recording-client.ts';

const PLANTED = 'planted-for-nobody-to-see';
const folder = mkdtempSync(path.join(tmpdir(), 'attune-confinement-'));
const video = path.join(folder, 'visit.mp4');
let server: TestServer;
/** Every process that the server started while a video was uploaded, analysed, copied and cut, by its command. */
const seen = new Map<string, SeenProcess>();

beforeAll(async () => {
  const renderer = new SceneRenderer(await loadFaces(), {
    width: 320,
    height: 240,
    story: [{ emotion: 'happiness', durationMs: 4_000, says: '' }],
  });
  await makeVideo(video, { width: 320, height: 240, frameRate: 10, frames: 40, picture: (index: number) => renderer.frame(index * 100) });
  server = await TestServer.start({ env: { SOME_SECRET: PLANTED, ATTUNE_API_KEY: PLANTED, ATTUNE_STORAGE_KEY: 'ab'.repeat(32) } });
  const looking = setInterval(() => {
    for (const one of descendantsOf(server.pid)) seen.set(`${one.pid} ${one.command}`, one);
  }, 25);
  try {
    const setup = await fetch(`${server.url}/api/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: server.setupCode(), name: 'Dr Ada', email: 'ada@example.org', password: PASSWORD }),
    });
    const client = new RecordingClient(server.url, cookieOf({ status: setup.status, headers: setup.headers, body: {} }));
    expect(await client.settled(await client.beginUpload(video))).toMatchObject({ status: 'done', problem: null });
  } finally {
    clearInterval(looking);
  }
}, SETUP_WITHIN_MS);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

describe.runIf(process.platform === 'linux')('the processes of a server that is at work', () => {
  const of = (command: string) => [...seen.values()].filter((one) => one.command.includes(command));

  it('are the media worker, the analyzer, and one for each task on a video', () => {
    expect(of('mediasoup-worker').length).toBeGreaterThan(0);
    expect(of('apps/analyzer/src/main.ts').length).toBeGreaterThan(0);
    expect(of('apps/analyzer/src/recording/main.ts').length).toBeGreaterThan(0);
  });

  it("know nothing of the server's secrets", () => {
    const self = descendantsOf(process.pid).find((one) => one.pid === server.pid);
    // It would be found: the server itself was told.
    expect(self?.environment).toContain(PLANTED);
    const told = [...seen.values()]
      // What was forked is the server until it has become what it is to be.
      .filter((one) => one.command !== self?.command)
      .filter((one) => one.environment.includes(PLANTED) || one.environment.includes('abababab'));
    expect(told.map((one) => one.command)).toEqual([]);
  });

  it('gain no privileges where they decode, and have no capability left', () => {
    const decoders = of('apps/analyzer/src/').filter((one) => /^\S*node --max-old-space-size/.test(one.command));
    expect(decoders.length).toBeGreaterThan(1);
    for (const { status } of decoders) expect(status).toMatchObject({ NoNewPrivs: '1' });
    if (!server.log.includes('does not offer all'))
      for (const { status } of decoders) expect(status).toMatchObject({ CapEff: '0000000000000000', CapBnd: '0000000000000000' });
  });
});
