import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analysisSettings } from '#contracts/analyzer-link';
import type { JobProgress, Problem } from '#contracts/recording';
import { checkpointWithout, type FaceSample } from '#contracts/recording-link';
import { openFile } from '#files/open';
import type { FaceLook } from '#inference/face-look';
import { readerManifest } from '#inference/load';
import { AllowedFaces } from '#inference/permit';
import { compositeFaces, layFace } from '#inference/testing/composite-faces';
import { background } from '#inference/testing/drawn-frame';
import { type OpenVideo, openVideo } from '../video/open-video.ts';
import { VideoProblem } from '../video/problems.ts';
import { makeVideo, type GreyPicture } from '../video/testing/make-video.ts';
import { analyseVideo } from './analyse.ts';
import type { AnalysedBatch } from './batch.ts';
import { followedSoFar, followFaces, type Followed } from './follow.ts';
import { HeldCrops } from './held-crops.ts';
import { readTracks } from './read.ts';
import { Speech } from './speech.ts';
import { TrackLog } from './track-log.ts';

const FRAMES = 120;
const SILENT = new Speech([]);
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
  await makeVideo(empty, {
    container: 'webm',
    codec: 'libvpx',
    pictures: pictures.slice(0, 30).map(({ atMs }) => ({ atMs, plane: still })),
  });
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

interface Analysed {
  batches: AnalysedBatch[];
  samples: FaceSample[];
  notices: Problem[];
  progress: JobProgress[];
}

async function withVideo<T>(file: string, use: (video: OpenVideo) => Promise<T>): Promise<T> {
  const source = await openFile({ path: file, key: null }, 'read');
  const video = await openVideo(source, { maxDurationMs: 60_000, maxPixels: 1_000_000 });
  try {
    return await use(video);
  } finally {
    await video.close();
    await source.close();
  }
}

/** In one go, as the command does it. */
function analysed(
  file: string,
  { everyNth = 5, allowed = AllowedFaces.everybody(), signal = new AbortController().signal } = {},
): Promise<Omit<Analysed, 'batches'> & Followed & { classes: readonly string[] }> {
  return withVideo(file, async (video) => {
    const progress: JobProgress[] = [];
    const samples: FaceSample[] = [];
    let classes: readonly string[] = [];
    const run = analyseVideo(video, { settings, everyNth, allowed, signal, onProgress: (one) => progress.push(one) });
    for (;;) {
      const next = await run.next();
      if (next.done === true) return { ...next.value, samples, progress, classes };
      ({ classes } = next.value);
      samples.push(...next.value.samples);
    }
  });
}

let logs = 0;
const newLog = async () => {
  const file = path.join(folder, `tracks-${++logs}`);
  return { file, log: new TrackLog(await openFile({ path: file, key: null }, 'create'), 0) };
};

interface FollowSetup {
  log: TrackLog;
  checkpoint?: unknown;
  everyNth?: number;
  stopAfter?: number;
  held?: HeldCrops | null;
}

/** Follows the faces; stops after some steps, where that is wanted, as a process that is killed does. */
function followed(
  file: string,
  { log, checkpoint = null, everyNth = 1, stopAfter = Infinity, held = null }: FollowSetup,
): Promise<{ checkpoint: unknown; found: Followed | null }> {
  return withVideo(file, async (video) => {
    const steps = followFaces(video, {
      settings,
      everyNth,
      checkpoint,
      tracks: log,
      held,
      isOneWanted: false,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    let last: unknown = null;
    for (let taken = 0; ; ) {
      const next = await steps.next();
      if (next.done === true) return { checkpoint: last, found: next.value };
      last = JSON.parse(JSON.stringify(next.value));
      if (++taken < stopAfter) continue;
      await steps.return({ listing: { faces: [], frames: [], brief: 0, unfollowed: 0 }, notices: [] });
      return { checkpoint: last, found: null };
    }
  });
}

interface ReadSetup {
  log: TrackLog;
  faces: number[];
  checkpoint?: unknown;
  everyNth?: number;
  stopAfter?: number;
  held?: HeldCrops | null;
}

function read(
  file: string,
  { log, faces, checkpoint = null, everyNth = 1, stopAfter = Infinity, held = null }: ReadSetup,
): Promise<AnalysedBatch[]> {
  return withVideo(file, async (video) => {
    const batches: AnalysedBatch[] = [];
    const run = readTracks(video, {
      settings,
      everyNth,
      tracks: log,
      allowed: AllowedFaces.only(faces),
      held,
      speech: SILENT,
      checkpoint,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    for await (const batch of run) {
      batches.push(JSON.parse(JSON.stringify(batch)) as AnalysedBatch);
      if (batches.length >= stopAfter) break;
    }
    return batches;
  });
}

const samplesOf = (batches: readonly AnalysedBatch[]) => batches.flatMap(({ samples }) => samples);

describe('analyseVideo', { timeout: 60_000 }, () => {
  it('has a sample of the first face at every Nth frame, and keeps another apart', async () => {
    const { samples, notices, classes, progress } = await analysed(withFaces);
    const of = (number: number) => samples.filter(({ face }) => face === number).map(({ sample }) => sample);
    expect(notices).toEqual([]);
    expect(of(1).map(({ atMs }) => Math.round((atMs * 30) / 1_000))).toEqual(Array.from({ length: 24 }, (_, index) => index * 5));
    expect(of(1).every(({ state, box }) => state !== 'no-face' && box![0] < 90)).toBe(true);
    expect(of(2).length).toBeGreaterThan(10);
    expect(of(2).every(({ box }) => box![0] > 150)).toBe(true);
    expect(samples).toHaveLength(of(1).length + of(2).length);
    expect(classes).toHaveLength(8);
    expect(progress[0]).toMatchObject({ share: 0, atMs: 0 });
  });

  it('classifies nobody but those allowed, and lists everybody', async () => {
    const everybody = await analysed(withFaces);
    const { samples, listing } = await analysed(withFaces, { allowed: AllowedFaces.only([2]) });
    expect(samples).toEqual(everybody.samples.filter(({ face }) => face === 2));
    expect(samples.length).toBeGreaterThan(10);
    expect(listing).toEqual(everybody.listing);
    expect(listing.faces.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('looks at more pictures than it analyses where those are rare', async () => {
    const { samples, listing } = await analysed(withFaces, { everyNth: 60 });
    expect(samples.filter(({ face }) => face === 1)).toHaveLength(2);
    expect(listing.faces.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('says so where there is no face', async () => {
    const { samples, notices } = await analysed(empty);
    expect(notices.map(({ code }) => code)).toEqual(['no-face']);
    expect(samples.map(({ face, sample }) => [face, sample.state, sample.box])).toEqual(Array(6).fill([1, 'no-face', null]));
  });

  it('says so where the end is missing, and keeps what is there', async () => {
    const whole = await readFile(withFaces);
    const cut = path.join(folder, 'cut.mp4');
    await writeFile(cut, whole.subarray(0, Math.round(whole.length * 0.6)));
    const { samples, notices } = await analysed(cut);
    expect(notices.map(({ code }) => code)).toEqual(['broken-tail']);
    expect(samples.length).toBeGreaterThan(8);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(analysed(withFaces, { signal: stop.signal })).rejects.toThrow('enough');
  });
});

describe('followFaces and readTracks', { timeout: 90_000 }, () => {
  it('come to what one go does, decoded again or held back', async () => {
    const straight = await analysed(withFaces, { everyNth: 1 });
    const { log } = await newLog();
    const held = new HeldCrops(readerManifest(settings), null);
    const { found } = await followed(withFaces, { log, held });
    expect(found).toEqual({ listing: straight.listing, notices: straight.notices });
    for (const faces of [[1, 2], [2]]) {
      const wanted = straight.samples.filter(({ face }) => faces.includes(face));
      expect(samplesOf(await read(withFaces, { log, faces }))).toEqual(wanted);
      expect(samplesOf(await read(withFaces, { log, faces, held }))).toEqual(wanted);
    }
    // What was held back of one alone is no use for two, and does no harm.
    const ofOne = new HeldCrops(readerManifest(settings), [1]);
    await followed(withFaces, { log: (await newLog()).log, held: ofOne });
    expect(samplesOf(await read(withFaces, { log, faces: [1, 2], held: ofOne }))).toEqual(straight.samples);
    expect(await read(withFaces, { log, faces: [] })).toEqual([]);
  });

  it('go on in other processes as if nothing had been', async () => {
    const [whole, parts] = [await newLog(), await newLog()];
    const straight = await followed(withFaces, { log: whole.log });
    const first = await followed(withFaces, { log: parts.log, stopAfter: 1 });
    const { bytes } = followedSoFar(first.checkpoint, settings.profile, 1)!;
    expect(bytes).toBeGreaterThan(0);
    // What the killed process wrote after its last checkpoint is written over.
    await appendFile(parts.file, 'half a li');
    const log = new TrackLog(await openFile({ path: parts.file, key: null }, 'update'), bytes);
    expect((await followed(withFaces, { log, checkpoint: first.checkpoint })).found).toEqual(straight.found);
    expect(await looksOf(log)).toEqual(await looksOf(whole.log));

    const all = samplesOf(await read(withFaces, { log: whole.log, faces: [1, 2] }));
    const [batch] = await read(withFaces, { log, faces: [1, 2], stopAfter: 1 });
    expect(batch!.samples.length).toBeLessThan(all.length);
    expect([...batch!.samples, ...samplesOf(await read(withFaces, { log, faces: [1, 2], checkpoint: batch!.checkpoint }))]).toEqual(all);
    // Who was erased meanwhile is gone, and nobody else has lost anything.
    const rest = await read(withFaces, { log, faces: [2], checkpoint: checkpointWithout(batch!.checkpoint, 1) });
    expect(JSON.stringify(checkpointWithout(batch!.checkpoint, 1))).not.toContain('"face":1');
    expect([...batch!.samples.filter(({ face }) => face === 2), ...samplesOf(rest)]).toEqual(all.filter(({ face }) => face === 2));
  });

  it('refuse a checkpoint of other settings, or of each other', async () => {
    const { log } = await newLog();
    const { checkpoint } = await followed(withFaces, { log, stopAfter: 1 });
    for (const wrong of [{ checkpoint, everyNth: 4 }, { checkpoint: { version: 0 } }])
      await expect(followed(withFaces, { log, ...wrong })).rejects.toThrow(VideoProblem);
    await expect(read(withFaces, { log, faces: [1], checkpoint })).rejects.toThrow(VideoProblem);
  });
});

async function looksOf(log: TrackLog): Promise<FaceLook[]> {
  const looks: FaceLook[] = [];
  for await (const look of log.looks()) looks.push(look);
  return looks;
}
