import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analysisSettings } from '#contracts/analyzer-link';
import type { JobProgress, Problem } from '#contracts/recording';
import type { FaceSample } from '#contracts/recording-link';
import { openFile } from '#files/open';
import { compositeFaces, layFace } from '#inference/testing/composite-faces';
import { background } from '#inference/testing/drawn-frame';
import { openVideo } from '../video/open-video.ts';
import { VideoProblem } from '../video/problems.ts';
import { makeVideo, type GreyPicture } from '../video/testing/make-video.ts';
import { analyseVideo, type AnalysedBatch } from './analyse.ts';

const FRAMES = 120;
const settings = analysisSettings.parse({ device: 'cpu' });
let folder: string;
let withFaces: string;
let empty: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'attune-analyse-'));
  const faces = await compositeFaces();
  const still = background(320, 180);
  const pictures = Array.from({ length: FRAMES }, (_, index): GreyPicture => {
    const plane = background(320, 180);
    layFace(plane, faces[Math.floor(index / 40) % faces.length]!, 90 + index / 8, 90, 84);
    if (index >= 30) layFace(plane, faces[1]!, 240, 90, 84);
    return { atMs: (index * 1_000) / 30, plane };
  });
  withFaces = path.join(folder, 'faces.mp4');
  empty = path.join(folder, 'empty.webm');
  await makeVideo(withFaces, { container: 'mp4', codec: 'libx264', pictures, options: { movflags: 'faststart' } });
  await makeVideo(empty, { container: 'webm', codec: 'libvpx', pictures: pictures.slice(0, 30).map(({ atMs }) => ({ atMs, plane: still })) });
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

interface Analysed { batches: AnalysedBatch[]; samples: FaceSample[]; notice: Problem | null; progress: JobProgress[] }

/** Analyses a video; stops after some batches, where that is wanted, as a process that is killed does. */
async function analysed(file: string, { checkpoint = null, everyNth = 5, stopAfter = Infinity, signal = new AbortController().signal }: { checkpoint?: unknown; everyNth?: number; stopAfter?: number; signal?: AbortSignal } = {}): Promise<Analysed> {
  const source = await openFile({ path: file, key: null }, 'read');
  const video = await openVideo(source, { maxDurationMs: 60_000, maxPixels: 1_000_000 });
  const result: Analysed = { batches: [], samples: [], notice: null, progress: [] };
  try {
    const run = analyseVideo(video, { settings, everyNth, checkpoint, signal, onProgress: (progress) => result.progress.push(progress) });
    for (;;) {
      const next = await run.next();
      if (next.done === true) return { ...result, notice: next.value };
      result.batches.push(JSON.parse(JSON.stringify(next.value)) as AnalysedBatch);
      result.samples.push(...result.batches.at(-1)!.samples);
      if (result.batches.length >= stopAfter) {
        await run.return(null);
        return result;
      }
    }
  } finally {
    await video.close();
    await source.close();
  }
}

describe('analyseVideo', { timeout: 60_000 }, () => {
  it('has a sample of the first face at every Nth frame, and keeps another apart', async () => {
    const { samples, notice, batches, progress } = await analysed(withFaces);
    const of = (number: number) => samples.filter(({ face }) => face === number).map(({ sample }) => sample);
    expect(notice).toBeNull();
    expect(of(1).map(({ atMs }) => Math.round(atMs * 30 / 1_000))).toEqual(Array.from({ length: 24 }, (_, index) => index * 5));
    expect(of(1).every(({ state, box }) => state !== 'no-face' && box![0] < 90)).toBe(true);
    expect(of(2).length).toBeGreaterThan(10);
    expect(of(2).every(({ box }) => box![0] > 150)).toBe(true);
    expect(samples).toHaveLength(of(1).length + of(2).length);
    expect(batches[0]!.classes).toHaveLength(8);
    expect(progress[0]).toMatchObject({ share: 0, atMs: 0 });
  });

  it('gives the same samples when it is interrupted and goes on in another process', async () => {
    const straight = await analysed(withFaces, { everyNth: 1 });
    const first = await analysed(withFaces, { everyNth: 1, stopAfter: 1 });
    expect(first.samples.length).toBeLessThan(straight.samples.length);
    const rest = await analysed(withFaces, { everyNth: 1, checkpoint: first.batches[0]!.checkpoint });
    expect([...first.samples, ...rest.samples]).toEqual(straight.samples);
    // At the very end nothing is left.
    expect(await analysed(withFaces, { everyNth: 1, checkpoint: straight.batches.at(-1)!.checkpoint })).toMatchObject({ samples: [], notice: null });
  });

  it('refuses a checkpoint of other settings', async () => {
    const { batches: [batch] } = await analysed(withFaces, { stopAfter: 1 });
    for (const wrong of [{ checkpoint: batch!.checkpoint, everyNth: 4 }, { checkpoint: { version: 0 } }]) {
      await expect(analysed(withFaces, wrong)).rejects.toThrow(VideoProblem);
    }
  });

  it('says so where there is no face', async () => {
    const { samples, notice } = await analysed(empty);
    expect(notice?.code).toBe('no-face');
    expect(samples.map(({ face, sample }) => [face, sample.state, sample.box])).toEqual(Array(6).fill([1, 'no-face', null]));
  });

  it('says so where the end is missing, and keeps what is there', async () => {
    const whole = await readFile(withFaces);
    const cut = path.join(folder, 'cut.mp4');
    await writeFile(cut, whole.subarray(0, Math.round(whole.length * 0.6)));
    const { samples, notice } = await analysed(cut);
    expect(notice?.code).toBe('broken-tail');
    expect(samples.length).toBeGreaterThan(8);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(analysed(withFaces, { signal: stop.signal })).rejects.toThrow('enough');
  });
});
