import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsOf, storedProblem } from '#contracts/recording';
import { makeBadVideo } from '../media/bad-videos.ts';
import { Attune } from './support/attune.ts';
import { RecordingClient } from './support/recording-client.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'attune-notices-'));

describe('what is told of an uploaded file', { timeout: 240_000 }, () => {
  let attune: Attune;
  let client: RecordingClient;

  beforeAll(async () => {
    attune = await Attune.start();
    client = new RecordingClient(attune.url, (await attune.clinician()).cookie);
  }, 240_000);
  afterAll(async () => {
    await attune.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is everything that is true of it, as by the command', async () => {
    const view = await client.settled(await client.beginUpload(await makeBadVideo(folder, 'cut-off.mp4')));
    expect(view).toMatchObject({ status: 'done', problem: { code: 'no-face' } });
    expect(view.notices.map(({ code }) => code)).toEqual(['no-face', 'broken-tail']);
    expect(view.video!.durationMs).toBeLessThan(2_500);
  });

  it('is what it is', async () => {
    const photo = path.join(folder, 'photo.mp4');
    writeFileSync(
      photo,
      await sharp({ create: { width: 64, height: 48, channels: 3, background: '#885533' } })
        .jpeg()
        .toBuffer(),
    );
    const playlist = path.join(folder, 'playlist.mp4');
    writeFileSync(playlist, '#EXTM3U\n#EXTINF:9,\n/etc/passwd\n');
    for (const [file, code] of [
      [photo, 'photo'],
      [playlist, 'playlist'],
    ] as const)
      expect(await client.settled(await client.beginUpload(file))).toMatchObject({
        status: 'failed',
        problem: { code },
        notices: [{ code }],
      });
  });
});

describe('what was stored of a file', () => {
  it('reads the same where it is one fact alone, as it once always was', () => {
    const one = { code: 'no-face', message: 'No face.' };
    const two = { code: 'broken-tail', message: 'Cut off.' };
    expect(factsOf(one)).toEqual([one]);
    expect(storedProblem([one])).toEqual(one);
    expect(factsOf(storedProblem([one, two]))).toEqual([one, two]);
    expect([factsOf(null), storedProblem([])]).toEqual([[], null]);
  });
});
