import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FF_ENCODER_AAC, FF_ENCODER_LIBOPUS, FF_ENCODER_LIBVPX_VP8, FF_ENCODER_LIBX264 } from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMOTION_LOOKS, lookOf } from '#contracts/emotion-looks';
import type { EmotionSample } from '#contracts/emotion';
import type { JobProgress } from '#contracts/recording';
import type { FaceTimeline } from '#contracts/recording-link';
import { SampleColumns } from '#contracts/sample-columns';
import { openFile } from '#files/open';
import type { RandomAccessFile } from '#files/random-access';
import { annotate } from './annotate.ts';
import { NO_ESTIMATE, yuv } from './draw/colours.ts';
import { makeMedia, timesOf, type Media } from './testing/make-media.ts';
import { firstLoud, readBack, type Picture } from './testing/read-back.ts';

const LIMITS = { maxDurationMs: 60_000, maxPixels: 4_000_000 };
const CLASSES = ['neutral', 'happiness', 'surprise'];
const GREY = [90, 128, 128] as const;
let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'annotate-'))));
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function setup(
  media: Partial<Media> = {},
  faces: FaceTimeline[] = [],
  { signal = new AbortController().signal, onProgress = (_: JobProgress) => {} } = {},
) {
  const [input, output] = [path.join(folder, `${files++}`), path.join(folder, `${files++}.mp4`)];
  await makeMedia(input, {
    container: 'mp4',
    codec: FF_ENCODER_LIBX264,
    width: 320,
    height: 240,
    times: timesOf(30, 15),
    paint: () => GREY,
    ...media,
  });
  const source = await openFile({ path: input, key: null }, 'read');
  const written = await openFile({ path: output, key: null }, 'create');
  try {
    const result = await annotate(source, written, faces, { limits: LIMITS, signal, onProgress });
    return { ...result, read: await readBack(output) };
  } finally {
    await source.close();
    await written.close();
  }
}

const sample = (atMs: number, more: Partial<EmotionSample> = {}): EmotionSample => ({
  atMs,
  state: 'ok',
  raw: [0.1, 0.8, 0.1],
  smoothed: [0.1, 0.8, 0.1],
  label: 'happiness',
  coverage: 1,
  faceHeight: 60,
  box: [100, 80, 60, 60],
  ...more,
});
const face = (samples: EmotionSample[], number = 1, classes = CLASSES): FaceTimeline => ({
  face: number,
  name: `Face ${number}`,
  samples: SampleColumns.of(classes, samples),
});
const every = (ms: number, untilMs: number, more: (atMs: number) => Partial<EmotionSample> = () => ({})) =>
  Array.from({ length: Math.ceil(untilMs / ms) }, (_, index) => sample(index * ms, more(index * ms)));

const shownAt = (pictures: Picture[], ms: number) => pictures.findLast((picture) => picture.ms <= ms + 1)!;
function isColour(picture: Picture, x: number, y: number, hex: string): boolean {
  const { y: luma, u, v } = yuv(hex, 'bt601');
  const [py, pu, pv] = picture.at(x, y);
  return Math.abs(py - luma) < 40 && Math.abs(pu - u) < 24 && Math.abs(pv - v) < 24;
}

describe('annotate', () => {
  it('draws the box in the colour of its emotion, moving between samples, and nothing within it', async () => {
    const { read } = await setup({}, [
      face([
        sample(0),
        sample(1_000, { box: [140, 80, 60, 60] }),
        sample(1_400, { box: [140, 80, 60, 60], label: 'surprise', smoothed: [0.1, 0.1, 0.8] }),
      ]),
    ]);
    expect(isColour(shownAt(read.pictures, 0), 99, 110, EMOTION_LOOKS.happiness.colour)).toBe(true);
    expect(isColour(shownAt(read.pictures, 533), 120, 110, EMOTION_LOOKS.happiness.colour)).toBe(true);
    expect(isColour(shownAt(read.pictures, 533), 99, 110, EMOTION_LOOKS.happiness.colour)).toBe(false);
    expect(isColour(shownAt(read.pictures, 1_500), 139, 110, EMOTION_LOOKS.surprise.colour)).toBe(true);
    expect(shownAt(read.pictures, 0).at(130, 110)[0]).toBeCloseTo(GREY[0], -1);
  });

  it('draws a class that only this model has, in grey and with its letters', async () => {
    const { read } = await setup({}, [
      face(
        every(200, 2_000, () => ({ label: 'boredom' })),
        1,
        ['neutral', 'boredom', 'žízeň'],
      ),
    ]);
    const picture = shownAt(read.pictures, 1_000);
    expect(isColour(picture, 99, 110, lookOf('boredom').colour)).toBe(true);
    const row = 240 + Math.round((picture.height - 240) * 0.3);
    const grey = Array.from({ length: picture.width }, (_, x) => isColour(picture, x, row, lookOf('boredom').colour)).filter(Boolean);
    expect(grey.length).toBeGreaterThan(100);
  });

  it('draws dashes, not the colour of neutral, where there is no estimate', async () => {
    const { read } = await setup({}, [face(every(200, 2_000, () => ({ state: 'uncertain', label: null, smoothed: null })))]);
    const picture = shownAt(read.pictures, 1_000);
    const line = Array.from({ length: 60 }, (_, index) => isColour(picture, 99, 80 + index, NO_ESTIMATE));
    expect(line.filter(Boolean).length).toBeGreaterThan(15);
    expect(line.filter((drawn) => !drawn).length).toBeGreaterThan(15);
  });

  it('holds a box for a second at most', async () => {
    const { read } = await setup({}, [face([sample(0)])]);
    expect(isColour(shownAt(read.pictures, 933), 99, 110, EMOTION_LOOKS.happiness.colour)).toBe(true);
    expect(isColour(shownAt(read.pictures, 1_200), 99, 110, EMOTION_LOOKS.happiness.colour)).toBe(false);
  });

  it('shows below the picture what leads over the whole video, and where it is', async () => {
    const { read } = await setup({}, [
      face(every(100, 2_000, (atMs) => (atMs < 1_000 ? {} : { label: 'surprise', smoothed: [0, 0.1, 0.9] }))),
    ]);
    const { height, width } = read.pictures[0]!;
    expect(height).toBeGreaterThan(240);
    const row = 240 + Math.round((height - 240) * 0.3);
    const colours = (picture: Picture) =>
      Array.from({ length: width }, (_, x) =>
        isColour(picture, x, row, EMOTION_LOOKS.happiness.colour)
          ? 'h'
          : isColour(picture, x, row, EMOTION_LOOKS.surprise.colour)
            ? 's'
            : picture.at(x, row)[0] > 190
              ? '|'
              : '.',
      );
    const [early, late] = [colours(shownAt(read.pictures, 200)), colours(shownAt(read.pictures, 1_800))];
    expect(early.indexOf('s')).toBeGreaterThan(early.lastIndexOf('h') - 8);
    expect(early.filter((colour) => colour === 's').length).toBeGreaterThan(60);
    expect(late.lastIndexOf('|')).toBeGreaterThan(early.indexOf('|') + width / 2);
  });

  it('turns a rotated video upright', async () => {
    // Bright above, turned by a quarter: stored on its side.
    const stored: Partial<Media> = {
      width: 240,
      height: 320,
      paint: (x) => [x < 120 ? 200 : 40, 128, 128],
      matrix: [0, 65_536, 0, -65_536, 0, 0, 0, 0, 1_073_741_824],
    };
    const { read } = await setup(stored);
    const picture = read.pictures[5]!;
    expect(picture.width).toBe(320);
    expect(picture.at(160, 40)[0]).toBeGreaterThan(180);
    expect(picture.at(160, 200)[0]).toBeLessThan(60);
    expect(read.rotated).toBe(false);
  });

  it('keeps the times of frames that come irregularly', async () => {
    const times = [0, 40, 80, 500, 540, 1_300, 1_333, 2_000];
    const { read } = await setup({ times });
    expect(read.pictures.map(({ ms }) => Math.round(ms))).toEqual(times);
  });

  it('copies AAC and keeps it in sync', async () => {
    const { read, durationMs } = await setup({
      audio: { codec: FF_ENCODER_AAC, sampleRate: 44_100, channels: 2, durationMs: 2_000, wave: click(1_000) },
    });
    expect(read.codecs).toEqual({ video: 'h264', audio: 'aac' });
    expect(read.channels).toBe(2);
    expect(firstLoud(read.sound)).toBeGreaterThan(980);
    expect(firstLoud(read.sound)).toBeLessThan(1_020);
    expect(durationMs).toBeCloseTo(2_000, -2);
  });

  it('encodes what MP4 does not hold: VP8 and Opus of a WebM', async () => {
    const { read } = await setup({
      container: 'webm',
      codec: FF_ENCODER_LIBVPX_VP8,
      timeBase: { num: 1, den: 1_000 },
      audio: { codec: FF_ENCODER_LIBOPUS, sampleRate: 48_000, channels: 1, durationMs: 2_000, wave: click(1_000) },
    });
    expect(read.codecs).toEqual({ video: 'h264', audio: 'aac' });
    expect(Math.abs(firstLoud(read.sound)! - 1_000)).toBeLessThan(20);
  });

  it('works on odd sizes', async () => {
    const { read } = await setup({
      codec: FF_ENCODER_LIBVPX_VP8,
      container: 'webm',
      timeBase: { num: 1, den: 1_000 },
      width: 161,
      height: 121,
      times: timesOf(4, 10),
    });
    expect(read.pictures[0]).toMatchObject({ width: 160 });
    expect(read.pictures[0]!.at(40, 40)[0]).toBeCloseTo(GREY[0], -1);
  });

  it('tells of its progress, and stops when it is to', async () => {
    const told: JobProgress[] = [];
    await setup({}, [], { onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toMatchObject({ share: 1, atMs: 2_000, leftMs: 0 });
    const controller = new AbortController();
    const reason = new Error('No more.');
    await expect(setup({}, [], { signal: controller.signal, onProgress: () => controller.abort(reason) })).rejects.toBe(reason);
  });

  it('passes on that the disk is full', async () => {
    const input = path.join(folder, 'full');
    await makeMedia(input, {
      container: 'mp4',
      codec: FF_ENCODER_LIBX264,
      width: 320,
      height: 240,
      times: timesOf(10, 15),
      paint: () => GREY,
    });
    const source = await openFile({ path: input, key: null }, 'read');
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const output: RandomAccessFile = {
      size: 0,
      read: async () => Buffer.alloc(0),
      write: () => Promise.reject(full),
      truncate: async () => {},
      sync: async () => {},
      close: async () => {},
    };
    await expect(annotate(source, output, [], { limits: LIMITS, signal: new AbortController().signal, onProgress: () => {} })).rejects.toBe(
      full,
    );
    await source.close();
  });
});

/** A short tone. */
function click(fromMs: number) {
  return (atMs: number) => (atMs >= fromMs && atMs < fromMs + 120 ? 0.8 * Math.sin(atMs * 6.28 * 0.8) : 0);
}
