import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FF_ENCODER_AAC, FF_ENCODER_LIBX264 } from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFile } from '#files/open';
import { annotate } from '../render/annotate.ts';
import { makeMedia, timesOf } from '../render/testing/make-media.ts';
import { readBack } from '../render/testing/read-back.ts';
import { openVideo, type OpenVideo } from './open-video.ts';
import { makeVideo, type GreyVideo } from './testing/make-video.ts';

const LIMITS = { maxDurationMs: 60_000, maxPixels: 640 * 480 };
const EVENLY = timesOf(60, 30);
const UNEVENLY = [0, 100, 200, 300, 333, 367, 400, 900, 1_000, 1_950, 2_000, 2_700, 3_900];

let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'attune-duration-'));
});
afterAll(() => rm(folder, { recursive: true }));
const named = () => path.join(folder, `${made++}`);

async function video(times: readonly number[], options: Partial<GreyVideo>): Promise<string> {
  const file = named();
  const plane = { data: new Uint8Array(160 * 120).fill(90), width: 160, height: 120, stride: 160 };
  await makeVideo(file, { container: 'mp4', codec: 'libx264', pictures: times.map((atMs) => ({ atMs, plane })), ...options });
  return file;
}

async function withVideo<T>(file: string, use: (video: OpenVideo) => Promise<T>): Promise<T> {
  await using stack = new AsyncDisposableStack();
  const opened = await openFile({ path: file, key: null }, 'read');
  stack.defer(() => opened.close());
  const video = await openVideo(opened, LIMITS);
  stack.defer(() => video.close());
  return await use(video);
}

const read = (file: string) =>
  withVideo(file, async (opened) => {
    const times: number[] = [];
    for await (const frame of opened.frames()) {
      times.push(Math.round(frame.atMs));
      frame.free();
    }
    return { durationMs: opened.facts.durationMs, playable: opened.facts.playable, times, tailBroken: opened.tailBroken };
  });

async function annotated(file: string): Promise<number> {
  const output = named();
  await using stack = new AsyncDisposableStack();
  const source = await openFile({ path: file, key: null }, 'read');
  stack.defer(() => source.close());
  const written = await openFile({ path: output, key: null }, 'create');
  stack.defer(() => written.close());
  const options = { limits: LIMITS, signal: new AbortController().signal, onProgress: () => undefined };
  await annotate(source, written, [], options);
  return (await readBack(output)).durationMs;
}

/** The header's Duration (RFC 9559, 5.1.2.10), a floating-point number of milliseconds. */
async function stating(durationMs: number, times: readonly number[]): Promise<string> {
  const file = await video(times, { container: 'webm', codec: 'libvpx' });
  const bytes = await readFile(file);
  const element = bytes.indexOf(Buffer.from([0x44, 0x89, 0x88]));
  expect(element).toBeGreaterThan(0);
  bytes.writeDoubleBE(durationMs, element + 3);
  await writeFile(file, bytes);
  return file;
}

describe('how long a video is', { timeout: 30_000 }, () => {
  it.each([
    ['shorter', 500],
    ['far longer', 3_600_000],
  ])('is what its pictures say, where the header says it is %s', async (_, statedMs) => {
    for (const times of [EVENLY, UNEVENLY]) {
      const file = await stating(statedMs, times);
      const found = await read(file);
      expect(found.times).toEqual(times.map(Math.round));
      expect(Math.abs(found.durationMs - (times.at(-1)! + 33))).toBeLessThan(20);
      expect(found.tailBroken).toBe(false);
      // A browser would show the header's timeline.
      expect(found.playable).toBe(false);
      expect(Math.abs((await annotated(file)) - found.durationMs)).toBeLessThan(20);
    }
    expect((await read(await stating(2_000, EVENLY))).playable).toBe(true);
  });

  it('counts from where the time stamps start', async () => {
    const file = await video(
      EVENLY.map((atMs) => atMs + 100_000),
      { container: 'matroska' },
    );
    const found = await read(file);
    expect(Math.abs(found.durationMs - 2_000)).toBeLessThan(20);
    expect([found.times[0], found.times.length]).toEqual([0, 60]);
  });

  it.each(['mp4', 'matroska'])('counts a last picture that is held: %s', async (container) => {
    const file = await video(EVENLY, { container, lastMs: 3_000 });
    const found = await read(file);
    expect(Math.abs(found.durationMs - 4_967)).toBeLessThan(20);
    expect(found.tailBroken).toBe(false);
    expect(Math.abs((await annotated(file)) - 4_967)).toBeLessThan(20);
  });

  it('is not that of a header where the pictures of a Matroska are overwritten', async () => {
    const whole = await readFile(await video(EVENLY, { container: 'matroska', codec: 'ffv1' }));
    whole.fill(0, Math.round(whole.length * 0.5));
    const file = named();
    await writeFile(file, whole);
    const found = await read(file);
    expect(found.tailBroken || found.durationMs < 1_500).toBe(true);
    expect(found.durationMs).toBeLessThan(1_500);
  });

  it('is that of the pictures where sound goes on', async () => {
    const file = named();
    const media = { container: 'mp4', codec: FF_ENCODER_LIBX264, width: 64, height: 64, paint: () => [90, 128, 128] as const };
    const audio = { codec: FF_ENCODER_AAC, sampleRate: 48_000, channels: 1 as const, durationMs: 2_000, wave: () => 0 };
    await makeMedia(file, { ...media, times: timesOf(30, 30), audio });
    expect(Math.abs((await read(file)).durationMs - 1_000)).toBeLessThan(20);
  });

  it('takes nothing for missing because a camera wrote bytes of its own behind the last box', async () => {
    const whole = await readFile(await video(EVENLY, {}));
    const trailer = Buffer.from('\x7f\x00\x10\x00SEFHk\x00\x00\x00made by a camera', 'latin1');
    const file = named();
    await writeFile(file, Buffer.concat([whole, trailer]));
    const found = await read(file);
    expect([found.tailBroken, found.times.length]).toEqual([false, 60]);
    // The same of pictures is told.
    trailer.write('mdat', 4, 'latin1');
    await writeFile(file, Buffer.concat([whole, trailer]));
    expect((await read(file)).tailBroken).toBe(true);
  });
});
