import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FF_ENCODER_LIBVPX_VP8, FF_ENCODER_LIBX264, FF_ENCODER_LIBX265 } from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFile } from '#files/open';
import { makeMedia, timesOf, type Media } from '../render/testing/make-media.ts';
import { openVideo, type OpenVideo } from '../video/open-video.ts';
import { sampledFrames, type Position } from './sampled-frames.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'attune-sampled-'))));
afterAll(() => rm(folder, { recursive: true }));

/** Bars that say which picture it is, as a number. */
const paint: Media['paint'] = (x, y, atMs) => [((Math.round(atMs) >> (x >> 3)) & 1) === 1 ? 200 : 40 + (y & 31), 128, 128];
const irregular = (count: number) => Array.from({ length: count }, (_, index) => index * 33 + (index % 7) * 4 + (index > 60 ? 900 : 0));

const KINDS: [string, Partial<Media>, boolean][] = [
  ['H.264 with a pyramid of B frames', { reordered: 3 }, true],
  ['H.264 with B frames, a variable rate and a long pause', { reordered: 2, times: irregular(120) }, true],
  ['H.264 that begins late, in Matroska', { reordered: 3, container: 'matroska', startMs: 3_000 }, true],
  ['H.264 in AVI, whose packets have no times', { reordered: 2, container: 'avi' }, false],
  ['H.264 without B frames', { reordered: 0 }, false],
  ['HEVC with a pyramid of B frames', { codec: FF_ENCODER_LIBX265, reordered: 4 }, true],
  ['VP8', { codec: FF_ENCODER_LIBVPX_VP8, container: 'webm' }, false],
];

interface Seen {
  index: number;
  atMs: number;
  pixels: string;
}

const hash = (data: Uint8Array) => createHash('sha1').update(data).digest('hex').slice(0, 12);

async function withVideo<T>(file: string, use: (video: OpenVideo) => Promise<T>): Promise<T> {
  await using stack = new AsyncDisposableStack();
  const source = await openFile({ path: file, key: null }, 'read');
  stack.defer(() => source.close());
  const video = await openVideo(source, { maxDurationMs: 60_000, maxPixels: 1_000_000 });
  stack.defer(() => video.close());
  return await use(video);
}

const everyFrame = (file: string) =>
  withVideo(file, async (video) => {
    const seen: Seen[] = [];
    for await (const frame of video.frames()) {
      seen.push({ index: frame.index, atMs: frame.atMs, pixels: hash(frame.luma().data) });
      frame.free();
    }
    return seen;
  });

const sampled = (file: string, everyNth: number, last: Position | null) =>
  withVideo(file, async (video) => {
    const seen: Seen[] = [];
    for await (const { index, atMs, plane, sampled: isSampled } of sampledFrames(video, everyNth, last))
      if (isSampled) seen.push({ index, atMs, pixels: hash(plane.data) });
    return { seen, brokenTail: video.tailBroken };
  });

/** How many pictures were given of all. */
const given = (file: string, everyNth: number) =>
  withVideo(file, async (video) => {
    let count = 0;
    for await (const frame of video.frames(0, () => (index) => index % everyNth === 0)) {
      count++;
      frame.free();
    }
    return count;
  });

describe.each(KINDS)('frames of %s', (_, media, leavesOut) => {
  it('are every Nth of all, to the pixel, whatever is left out between them and wherever one begins', { timeout: 60_000 }, async () => {
    const file = path.join(folder, String(Math.random()));
    await makeMedia(file, {
      container: 'mp4',
      codec: FF_ENCODER_LIBX264,
      width: 128,
      height: 96,
      times: timesOf(120, 30),
      keyEvery: 30,
      paint,
      ...media,
    });
    const all = await everyFrame(file);
    expect(all).toHaveLength(120);
    expect(new Set(all.map(({ pixels }) => pixels)).size).toBeGreaterThan(100);
    for (const everyNth of [1, 2, 3, 5, 7, 40]) {
      const wanted = all.filter(({ index }) => index % everyNth === 0);
      expect(await sampled(file, everyNth, null)).toEqual({ seen: wanted, brokenTail: false });
      for (const last of [all[35]!, all[59]!, all[60]!, all[113]!])
        expect((await sampled(file, everyNth, last)).seen).toEqual(wanted.filter(({ index }) => index > last.index));
    }
    const count = await given(file, 5);
    if (leavesOut) expect(count).toBeLessThan(90);
    else expect(count).toBe(120);
  });
});
