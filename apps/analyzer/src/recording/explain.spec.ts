import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analysisSettings, type AnalysisSettings } from '#contracts/analyzer-link';
import type { ActivationMaps } from '#contracts/recording';
import type { RawEstimate } from '#contracts/recording-link';
import { openFile } from '#files/open';
import { MODELS_FOLDER } from '#inference/classify/manifest';
import { AllowedFaces } from '#inference/permit';
import { compositeFaces, layFace } from '#inference/testing/composite-faces';
import { background } from '#inference/testing/drawn-frame';
import { type OpenVideo, openVideo } from '../video/open-video.ts';
import { makeVideo } from '../video/testing/make-video.ts';
import { analyseVideo } from './analyse.ts';
import { explainEstimate } from './explain.ts';

const settings = analysisSettings.parse({ device: 'cpu' });
const { signal } = new AbortController();
let folder: string;
let estimates: RawEstimate[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'attune-explain-'));
  const faces = await compositeFaces();
  await makeVideo(path.join(folder, 'faces.mp4'), {
    container: 'mp4',
    codec: 'libx264',
    keyEvery: 25,
    pictures: Array.from({ length: 90 }, (_, index) => {
      const plane = background(320, 180);
      layFace(plane, faces[Math.floor(index / 30)]!, 120 + index / 2, 90, 100);
      return { atMs: (index * 1_000) / 30, plane };
    }),
  });
  estimates = await withVideo(async (video) => {
    const found: RawEstimate[] = [];
    for await (const { classes, samples } of analyseVideo(video, {
      settings,
      everyNth: 7,
      allowed: AllowedFaces.only([1]),
      signal,
      onProgress: () => undefined,
    })) {
      for (const [
        index,
        {
          sample: { atMs, box, raw },
        },
      ] of samples.entries()) {
        if (box && raw)
          found.push({
            atMs: Math.round(atMs * 10) / 10,
            box,
            before: samples[index - 1]?.sample.box ?? null,
            classes: [...classes],
            scores: raw,
          });
      }
    }
    return found;
  });
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

async function withVideo<T>(use: (video: OpenVideo) => Promise<T>): Promise<T> {
  const file = await openFile({ path: path.join(folder, 'faces.mp4'), key: null }, 'read');
  const video = await openVideo(file, { maxDurationMs: 60_000, maxPixels: 1_000_000 });
  try {
    return await use(video);
  } finally {
    await video.close();
    await file.close();
  }
}

const explained = (estimate: RawEstimate, change: Partial<AnalysisSettings> = {}): Promise<ActivationMaps> =>
  withVideo((video) => explainEstimate(video, estimate, { ...settings, ...change }, AllowedFaces.only([1]).permitOf(1)));

describe('explainEstimate', { timeout: 60_000 }, () => {
  it('gives the maps of an estimate anywhere in the video: their means lead where its scores lead', async () => {
    expect(estimates.length).toBeGreaterThan(8);
    for (const estimate of [estimates[0]!, estimates[5]!, estimates.at(-1)!]) {
      const { maps, width, height, corners } = await explained(estimate);
      expect(maps.map((map) => map.length)).toEqual(estimate.classes.map(() => width * height));
      const means = maps.map((map) => map.reduce((sum, value) => sum + value, 0) / map.length);
      expect(means.indexOf(Math.max(...means))).toBe(estimate.scores.indexOf(Math.max(...estimate.scores)));
      const [x, y, boxWidth, boxHeight] = estimate.box;
      expect(corners[0][0]).toBeLessThan(x + boxWidth / 2);
      expect(corners[2][1]).toBeGreaterThan(y + boxHeight / 2);
    }
  });

  it('says so where what is installed comes to another estimate, or has no such picture', async () => {
    const [estimate] = estimates as [RawEstimate];
    const others: RawEstimate[] = [
      { ...estimate, scores: estimate.scores.toReversed() },
      { ...estimate, classes: estimate.classes.toReversed() },
      { ...estimate, atMs: estimate.atMs + 10 },
      { ...estimate, atMs: 2_999 },
    ];
    for (const other of others) await expect(explained(other)).rejects.toMatchObject({ name: 'VideoProblem', code: 'estimate-differs' });
  });

  it('refuses a face that nobody allowed, before anything is classified', async () => {
    await expect(
      withVideo((video) => explainEstimate(video, estimates[0]!, { ...settings, profile: 'gone' }, AllowedFaces.only([1]).permitOf(2))),
    ).rejects.toMatchObject({ code: 'face-not-allowed' });
  });

  it('says so where the models are not installed any more', async () => {
    for (const change of [{ profile: 'gone' }, { modelsPath: folder }])
      await expect(explained(estimates[0]!, change)).rejects.toMatchObject({ name: 'VideoProblem', code: 'model-missing' });
    await expect(explained(estimates[0]!, { profile: 'gone' })).rejects.toThrow(/profile "gone".*There is no profile/);
  });

  it('says so where the network has no maps', async () => {
    const modelsPath = path.join(folder, 'models');
    await cp(MODELS_FOLDER, modelsPath, { recursive: true, filter: (from) => !from.endsWith('training') });
    const file = path.join(modelsPath, 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as { models: Record<string, { output?: { cam?: object } }> };
    for (const { output } of Object.values(manifest.models)) delete output?.cam;
    await writeFile(file, JSON.stringify(manifest));
    await expect(explained(estimates[0]!, { modelsPath })).rejects.toMatchObject({ name: 'VideoProblem', code: 'no-map' });
  });
});
