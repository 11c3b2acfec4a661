import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FF_ENCODER_AAC, FF_ENCODER_LIBMP3LAME, FF_ENCODER_LIBVPX_VP8, FF_ENCODER_LIBX264, FF_ENCODER_MPEG4 } from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFile } from '#files/open';
import type { RandomAccessFile } from '#files/random-access';
import { openVideo } from '../video/open-video.ts';
import { makePlayable } from './make-playable.ts';
import { makeMedia, timesOf, type Media } from './testing/make-media.ts';
import { firstBright, firstLoud, readBack } from './testing/read-back.ts';

const LIMITS = { maxDurationMs: 60_000, maxPixels: 4_000_000 };
const OPTIONS = { limits: LIMITS, signal: new AbortController().signal, onProgress: () => {} };
const TURNED = [0, 65_536, 0, -65_536, 0, 0, 0, 0, 1_073_741_824];
const flash = (atMs: number) => atMs >= 999 && atMs < 1_200;
let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'playable-'))));
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function setup(media: Partial<Media>, watch: (file: RandomAccessFile) => RandomAccessFile = (file) => file) {
  const [input, output] = [path.join(folder, `${files++}`), path.join(folder, `${files++}.mp4`)];
  await makeMedia(input, {
    container: 'mp4',
    codec: FF_ENCODER_LIBX264,
    width: 160,
    height: 120,
    times: timesOf(60, 30),
    paint: (_x, _y, atMs) => [flash(atMs) ? 200 : 50, 128, 128],
    audio: {
      codec: FF_ENCODER_AAC,
      sampleRate: 44_100,
      channels: 2,
      durationMs: 2_000,
      wave: (atMs) => (flash(atMs) ? 0.8 * Math.sin(atMs * 5) : 0),
    },
    ...media,
  });
  const source = watch(await openFile({ path: input, key: null }, 'read'));
  const written = await openFile({ path: output, key: null }, 'create');
  try {
    const { durationMs } = await makePlayable(source, written, OPTIONS);
    const { facts } = await openVideo(written, LIMITS);
    return { durationMs, facts, read: await readBack(output), bytes: [await readFile(input), await readFile(output)] as const };
  } finally {
    await source.close();
    await written.close();
  }
}

describe('makePlayable', () => {
  it('copies H.264 and AAC of a Matroska as they are, and the pictures that are coded out of order in their order', async () => {
    const { read, facts, bytes } = await setup({ container: 'matroska', reordered: 2 });
    expect(facts).toMatchObject({ playable: true, container: 'mp4' });
    expect(read.pictures).toHaveLength(60);
    expect(read.pictures.map(({ ms }) => ms)).toEqual(read.pictures.map(({ ms }) => ms).sort((a, b) => a - b));
    // A key frame's bytes, somewhere in the middle.
    const middle = bytes[0].subarray(bytes[0].length >> 1, (bytes[0].length >> 1) + 40);
    expect(bytes[1].includes(middle)).toBe(true);
    expect(Math.abs(firstBright(read.pictures)! - firstLoud(read.sound)!)).toBeLessThan(20);
  });

  it('counts time as the samples do, from where the video begins', async () => {
    const { read, durationMs } = await setup({ container: 'matroska', startMs: 5_000 });
    expect(Math.abs(firstBright(read.pictures)! - 1_000)).toBeLessThan(40);
    expect(Math.abs(firstLoud(read.sound)! - 1_000)).toBeLessThan(40);
    expect(durationMs).toBeCloseTo(2_000, -2);
  });

  it('keeps the rotation of what it copies', async () => {
    const { facts, read } = await setup({ container: 'mov', matrix: TURNED });
    expect(facts).toMatchObject({ width: 120, height: 160 });
    expect(read.rotated).toBe(true);
  });

  it.each([
    [
      'MPEG-4 and MP3 of an AVI',
      {
        container: 'avi',
        codec: FF_ENCODER_MPEG4,
        timeBase: { num: 1, den: 30 },
        audio: {
          codec: FF_ENCODER_LIBMP3LAME,
          sampleRate: 44_100,
          channels: 2,
          durationMs: 2_000,
          wave: (atMs: number) => (flash(atMs) ? 0.8 * Math.sin(atMs * 5) : 0),
        },
      },
    ],
    ['VP8 of a WebM', { container: 'webm', codec: FF_ENCODER_LIBVPX_VP8, timeBase: { num: 1, den: 1_000 }, audio: undefined }],
    ['H.264 of an AVI', { container: 'avi', timeBase: { num: 1, den: 30 }, audio: undefined }],
  ] as [string, Partial<Media>][])('encodes %s', async (_, media) => {
    const { read, facts } = await setup(media);
    expect(facts.playable).toBe(true);
    expect(read.codecs.video).toBe('h264');
    expect(Math.abs(read.pictures.length - 60)).toBeLessThanOrEqual(2);
    if (facts.hasAudio) expect(Math.abs(firstBright(read.pictures)! - firstLoud(read.sound)!)).toBeLessThan(34);
  });

  it('does not take a file that cannot be read any further for one that ends', async () => {
    const failure = new Error('The disk is gone.');
    const noise = (x: number, y: number, atMs: number) => [(x * 7 + y * 13 + ((x * y * (atMs + 3)) % 97)) & 255, 128, 128] as const;
    await expect(
      setup({ container: 'matroska', width: 320, height: 240, paint: noise }, (file) => ({
        size: file.size,
        write: () => Promise.reject(failure),
        truncate: () => Promise.reject(failure),
        sync: async () => {},
        close: () => file.close(),
        read: (position, length) => (position > file.size * 0.6 && length > 20_000 ? Promise.reject(failure) : file.read(position, length)),
      })),
    ).rejects.toBe(failure);
  });
});
