import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordingView } from '#contracts/recording';
import { damagedFiles, fuzzRecordings, tally } from '../fuzz/fuzz.ts';
import { makeSeeds } from '../fuzz/seeds.ts';
import { Attune, type Clinician, eventually } from './support/attune.ts';

const LIMIT_MS = 60_000;
/** `choosing` too: a torn picture can look like a second person, and then the choice is a human's. */
const SETTLED = new Set<RecordingView['status']>(['done', 'failed', 'choosing']);

describe('damaged videos', () => {
  it('each end as analysed or with a sentence, in the process that works on recordings', async () => {
    const found = await fuzzRecordings({ files: 40, seed: 1, atOnce: 2, limitMs: LIMIT_MS });
    console.log(JSON.stringify(tally(found)));
    expect(found.filter(({ ending }) => ending.kind === 'hung' || ending.kind === 'crashed')).toEqual([]);
    for (const { ending } of found) if (ending.kind === 'failed') expect(ending.message).toMatch(/^[A-Z].{10,}\.$/s);
    // They are damaged in many ways: some beyond use, some not.
    expect(new Set(found.map(({ ending }) => ending.kind)).size).toBe(2);
  }, 300_000);
});

describe('damaged videos on a server', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'attune-fuzz-'));
  let attune: Attune;
  let clinician: Clinician;

  beforeAll(async () => {
    attune = await Attune.start();
    clinician = await attune.clinician();
  });
  afterAll(async () => {
    await attune.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are each listed as done, as waiting for a choice of faces or as failed with a sentence, and a whole one after them as done', async () => {
    const seeds = await makeSeeds(folder);
    const damaged = [...damagedFiles(seeds, { files: 5, seed: 2 })].filter(({ bytes }) => bytes.length > 0);
    for (const { number, extension, bytes } of damaged) expect(await upload(`${number}${extension}`, bytes)).toBe(201);
    expect(await upload('whole.mp4', seeds[0]!.bytes)).toBe(201);
    let views: RecordingView[] = [];
    await eventually(
      async () => {
        views = (await clinician.request('GET', '/api/recordings')).body as unknown as RecordingView[];
        return views.every(({ status }) => SETTLED.has(status));
      },
      'every recording to be settled',
      120_000,
    );
    expect(views).toHaveLength(damaged.length + 1);
    for (const { status, problem } of views) if (status === 'failed') expect(problem?.message).toMatch(/^[A-Z].{10,}\.$/s);
    expect(views.find(({ fileName }) => fileName === 'whole.mp4')).toMatchObject({ status: 'done' });
  }, 150_000);

  async function upload(name: string, bytes: Buffer): Promise<number> {
    const metadata = Object.entries({ filename: name, consent: 'yes', language: 'en' })
      .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
      .join(',');
    const response = await fetch(`${attune.url}/api/recordings/uploads`, {
      method: 'POST',
      body: new Uint8Array(bytes),
      headers: {
        cookie: clinician.cookie,
        'tus-resumable': '1.0.0',
        'upload-length': String(bytes.length),
        'upload-metadata': metadata,
        'content-type': 'application/offset+octet-stream',
      },
    });
    await response.arrayBuffer();
    return response.status;
  }
});
