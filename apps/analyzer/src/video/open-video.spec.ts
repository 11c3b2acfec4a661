import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AV_PIX_FMT_RGB24, AV_PIX_FMT_YUV420P10LE, FF_ENCODER_AAC } from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFile } from '#files/open';
import type { RandomAccessFile } from '#files/random-access';
import type { Plane } from '#inference/frame';
import { openVideo, type OpenVideo } from './open-video.ts';
import { makeMedia } from '../render/testing/make-media.ts';
import { VideoProblem } from './problems.ts';
import { makeSound } from './testing/make-sound.ts';
import { makeVideo, type GreyPicture, type GreyVideo } from './testing/make-video.ts';

const LIMITS = { maxDurationMs: 60_000, maxPixels: 640 * 480 };
let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'attune-open-video-'));
});
afterAll(() => rm(folder, { recursive: true }));

const GRAIN = Uint8Array.from({ length: 997 }, (_, index) => ((index * index * 7_919) % 97) / 12);

/** Dark, with a grain that changes and a bright corner at the top left. */
function picture(width: number, height: number, atMs: number): GreyPicture {
  const data = new Uint8Array(width * height);
  for (let index = 0; index < data.length; index++) data[index] = 60 + GRAIN[(index + Math.round(atMs) * 31) % GRAIN.length]!;
  const plane: Plane = { data, width, height, stride: width };
  for (let y = 0; y < height / 4; y++) plane.data.fill(200, y * width, y * width + width / 4);
  return { atMs, plane };
}

const pictures = (count: number, rate = 30, [width, height] = [160, 120]) =>
  Array.from({ length: count }, (_, index) => picture(width, height, (index * 1_000) / rate));
const named = () => path.join(folder, `${made++}`);
async function video(options: Partial<GreyVideo> = {}): Promise<string> {
  const file = named();
  await makeVideo(file, { container: 'mp4', codec: 'libx264', pictures: pictures(30), ...options });
  return file;
}
async function bytes(data: string | Uint8Array): Promise<string> {
  const file = named();
  await writeFile(file, data);
  return file;
}

async function withVideo<T>(file: string, use: (video: OpenVideo) => Promise<T>, limits = LIMITS): Promise<T> {
  const opened = await openFile({ path: file, key: null }, 'read');
  try {
    const video = await openVideo(opened, limits);
    try {
      return await use(video);
    } finally {
      await video.close();
    }
  } finally {
    await opened.close();
  }
}

interface Seen {
  atMs: number;
  index: number;
}
async function seen(video: OpenVideo, fromMs?: number): Promise<Seen[]> {
  const frames: Seen[] = [];
  for await (const frame of video.frames(fromMs)) {
    frames.push({ atMs: frame.atMs, index: frame.index });
    frame.free();
  }
  return frames;
}
async function firstLuma(video: OpenVideo): Promise<Plane> {
  for await (const frame of video.frames()) {
    const plane = frame.luma();
    frame.free();
    return plane;
  }
  throw new Error('No picture.');
}
const at = ({ data, stride }: Plane, x: number, y: number) => data[y * stride + x]!;
const codeOf = (file: string, limits = LIMITS) =>
  withVideo(file, seen, limits).then(
    () => null,
    (error: unknown) => {
      if (!(error instanceof VideoProblem)) throw error;
      // Sentences for people: what is wrong, and what to do.
      expect(error.message).toMatch(/^[A-Z].*\. .*\.$/s);
      return error.code;
    },
  );

describe('openVideo', { timeout: 30_000 }, () => {
  it('says what a video is', async () => {
    const file = await video();
    expect(await withVideo(file, async ({ facts, shown: { rotation, mirrored } }) => ({ facts, rotation, mirrored }))).toEqual({
      facts: {
        durationMs: expect.closeTo(1_000, -2) as number,
        width: 160,
        height: 120,
        frameRate: expect.closeTo(30, 0) as number,
        hasAudio: false,
        container: 'mp4',
        videoCodec: 'h264',
        audioCodec: null,
        playable: true,
      },
      rotation: 0,
      mirrored: false,
    });
  });

  it.each([
    ['mov', 'libx264', 'mov', true],
    ['webm', 'libvpx', 'webm', true],
    ['matroska', 'libx264', 'matroska', false],
    ['avi', 'mpeg4', 'avi', false],
  ])('reads %s with %s', async (container, codec, name, playable) => {
    await withVideo(await video({ container, codec }), async (opened) => {
      expect(opened.facts).toMatchObject({ container: name, playable, width: 160, height: 120 });
      const frames = await seen(opened);
      expect(frames).toHaveLength(30);
      expect(frames.at(-1)!.atMs).toBeCloseTo(967, -1);
      expect(opened.tailBroken).toBe(false);
    });
  });

  it('hears of sound', async () => {
    const file = named();
    const audio = { codec: 'aac' as const, sampleRate: 48_000, channels: 1 as const, durationMs: 500, wave: () => 0 };
    await makeMedia(file, {
      container: 'mp4',
      codec: 'libx264' as never,
      width: 64,
      height: 64,
      times: [0, 100, 200, 300, 400],
      paint: () => [90, 128, 128],
      audio: audio as never,
    });
    expect(
      await withVideo(file, async ({ facts, audioStream }) => [facts.hasAudio, facts.audioCodec, facts.playable, audioStream !== null]),
    ).toEqual([true, 'aac', true, true]);
    // Browsers cannot decode this beside H.264 in MP4.
    const odd = named();
    await makeMedia(odd, {
      container: 'mov',
      codec: 'libx264' as never,
      width: 64,
      height: 64,
      times: [0, 100, 200],
      paint: () => [90, 128, 128],
      audio: { ...audio, codec: 'pcm_s16le' } as never,
    });
    expect(await withVideo(odd, async ({ facts }) => facts.playable)).toBe(false);
  });

  it('tells what is no video from what is not supported', async () => {
    expect(await codeOf(await bytes(''))).toBe('empty-file');
    expect(await codeOf(await bytes('Dear diary,\ntoday I renamed a letter to .mp4.\n'.repeat(50)))).toBe('not-a-video');
    expect(await codeOf(await bytes(Uint8Array.from({ length: 4_000 }, (_, index) => (index * 7_919) % 251)))).toBe('not-a-video');
  });

  it('refuses what has no pictures, none yet, or too many of them', async () => {
    const song = `${named()}.m4a`;
    await makeSound(song, { container: 'mp4', codec: FF_ENCODER_AAC });
    expect(await codeOf(song)).toBe('no-video-stream');
    expect(
      await codeOf(
        await video({ container: 'webm', codec: 'libvpx', pictures: [picture(160, 120, 0)], options: { live: '1' } }).then(async (file) =>
          bytes((await readFile(file)).subarray(0, -40)),
        ),
      ),
    ).toBe('no-duration');
    expect(await codeOf(await video({ pictures: [picture(160, 120, 0), picture(160, 120, 61_000)] }))).toBe('too-long');
    expect(
      await codeOf(
        await video({
          container: 'webm',
          codec: 'libvpx',
          pictures: [picture(160, 120, 0), picture(160, 120, 61_000)],
          options: { live: '1' },
        }),
      ),
    ).toBe('too-long');
  });

  it('says so where the end of a file is missing, with all that is needed to read it', async () => {
    const mp4 = await readFile(await video());
    expect(await codeOf(await bytes(mp4.subarray(0, mp4.length / 2)))).toBe('truncated');
    const first = await readFile(await video({ options: { movflags: 'faststart' } }));
    expect(await codeOf(await bytes(first.subarray(0, first.indexOf('mdat') + 8)))).toBe('truncated');
  });

  it('refuses a huge picture by what the file says, and leaves out one that comes later', async () => {
    const mp4 = await readFile(await video());
    const entry = mp4.indexOf('avc1', mp4.indexOf('stsd'));
    mp4.writeUInt16BE(10_000, entry + 28);
    mp4.writeUInt16BE(10_000, entry + 30);
    expect(await codeOf(await bytes(mp4))).toBe('frame-too-large');
    expect(await codeOf(await video({ pictures: pictures(2, 30, [640, 482]) }))).toBe('frame-too-large');
    const grows = await video({
      container: 'webm',
      codec: 'libvpx',
      pictures: [
        ...pictures(5),
        ...pictures(5, 30, [800, 600]).map((one) => ({ ...one, atMs: one.atMs + 200 })),
        ...pictures(5).map((one) => ({ ...one, atMs: one.atMs + 400 })),
      ],
    });
    expect((await withVideo(grows, seen)).map(({ atMs }) => Math.round(atMs / 100))).toEqual([0, 0, 1, 1, 1, 4, 4, 5, 5, 5]);
  });

  it('keeps what comes before a broken tail', async () => {
    for (const options of [{ options: { movflags: 'faststart' } }, { container: 'matroska' }, { container: 'avi', codec: 'mpeg4' }]) {
      const whole = await readFile(await video({ pictures: pictures(90), ...options }));
      await withVideo(await bytes(whole.subarray(0, whole.length * 0.6)), async (opened) => {
        const frames = await seen(opened);
        expect(frames.length).toBeGreaterThan(20);
        expect(frames.length).toBeLessThan(85);
        expect(opened.tailBroken).toBe(true);
      });
    }
  });

  it('goes on past what is damaged in the middle', async () => {
    const whole = await readFile(await video({ pictures: pictures(90), options: { movflags: 'faststart' }, keyEvery: 10 }));
    const data = whole.indexOf('mdat') + 8;
    const size = whole.length - data;
    whole.fill(0x55, data + Math.round(size * 0.4), data + Math.round(size * 0.45));
    await withVideo(await bytes(whole), async (opened) => {
      const frames = await seen(opened);
      expect(frames.length).toBeGreaterThan(60);
      expect(frames.at(-1)!.atMs).toBeCloseTo(2_967, -1);
      expect(opened.tailBroken).toBe(false);
    });
  });

  it('finds out how long a video is that does not say', async () => {
    const file = await video({ container: 'webm', codec: 'libvpx', pictures: pictures(60), options: { live: '1' } });
    await withVideo(file, async (opened) => {
      expect(opened.facts.durationMs).toBeGreaterThan(1_950);
      expect(opened.facts.durationMs).toBeLessThan(2_050);
      expect(opened.facts.playable).toBe(false);
      expect(await seen(opened)).toHaveLength(60);
      expect((await seen(opened, 1_500))[0]!.atMs).toBeCloseTo(1_500, -1);
    });
  });
});

describe('frames', { timeout: 30_000 }, () => {
  it('have the times at which they are shown, however far apart', async () => {
    const times = [0, 20, 70, 400, 433, 1_200, 1_233];
    for (const container of ['mp4', 'matroska']) {
      const frames = await withVideo(await video({ container, pictures: times.map((atMs) => picture(160, 120, atMs)) }), seen);
      expect(frames.map(({ atMs }) => Math.round(atMs))).toEqual(times);
    }
    const late = await withVideo(
      await video({ pictures: times.map((atMs) => picture(160, 120, atMs + 5_000)), options: { use_editlist: '0' } }),
      seen,
    );
    expect(late.map(({ atMs }) => Math.round(atMs))).toEqual(times);
  });

  it('come one after another at 240 a second', async () => {
    const frames = await withVideo(await video({ pictures: pictures(120, 240) }), seen);
    expect(frames).toHaveLength(120);
    expect(frames[119]!.atMs).toBeCloseTo(495.8, 0);
  });

  it('begin where they are wanted, again and again', async () => {
    await withVideo(await video({ pictures: pictures(90) }), async (opened) => {
      for (const fromMs of [2_000, 0, 999, 2_966, 50]) {
        const frames = await seen(opened, fromMs);
        expect(frames.map(({ index }) => index)).toEqual(frames.map((_, index) => index));
        expect(frames[0]!.atMs).toBeGreaterThanOrEqual(fromMs);
        expect(frames[0]!.atMs - fromMs).toBeLessThan(34);
        expect(frames.at(-1)!.atMs).toBeCloseTo(2_966.7, 0);
      }
      expect(await seen(opened, 3_500)).toEqual([]);
    });
  });

  it('stand upright', async () => {
    for (const [rotation, x, y] of [
      [90, 110, 5],
      [180, 150, 110],
      [270, 5, 150],
    ] as const) {
      await withVideo(await video({ rotation }), async (opened) => {
        const plane = await firstLuma(opened);
        const sideways = rotation !== 180;
        expect(opened.shown.rotation).toBe(rotation);
        expect([opened.facts.width, opened.facts.height, plane.width, plane.height]).toEqual(
          sideways ? [120, 160, 120, 160] : [160, 120, 160, 120],
        );
        expect(at(plane, x, y)).toBeGreaterThan(180);
        expect(at(plane, plane.width - 1 - x, plane.height - 1 - y)).toBeLessThan(90);
      });
    }
  });

  it.each([
    ['odd sizes', { container: 'webm', codec: 'libvpx', pictures: pictures(3, 30, [161, 91]) }, [161, 91]],
    ['ten bits', { container: 'matroska', codec: 'ffv1', pixelFormat: AV_PIX_FMT_YUV420P10LE, pictures: pictures(3) }, [160, 120]],
    ['RGB', { container: 'mov', codec: 'png', pixelFormat: AV_PIX_FMT_RGB24, pictures: pictures(3) }, [160, 120]],
    [
      'a size that changes',
      {
        container: 'webm',
        codec: 'libvpx',
        pictures: [...pictures(3), ...pictures(3, 30, [320, 240]).map((one) => ({ ...one, atMs: one.atMs + 100 }))],
      },
      [160, 120],
    ],
  ] as [string, Partial<GreyVideo>, [number, number]][])('are grey pictures of one size: %s', async (_, options, [width, height]) => {
    await withVideo(await video(options), async (opened) => {
      expect([opened.facts.width, opened.facts.height]).toEqual([width, height]);
      let count = 0;
      for await (const frame of opened.frames()) {
        const plane = frame.luma();
        frame.free();
        count++;
        expect([plane.width, plane.height]).toEqual([width, height]);
        expect(Math.abs(at(plane, 10, 10) - 200)).toBeLessThan(18);
        expect(Math.abs(at(plane, width - 10, height - 10) - 64)).toBeLessThan(14);
      }
      expect(count).toBe(options.pictures!.length);
    });
  });

  it('end with what reading the file throws', async () => {
    const whole = await openFile(
      { path: await video({ container: 'matroska', codec: 'ffv1', pictures: pictures(60) }), key: null },
      'read',
    );
    let gone = false;
    const failing: RandomAccessFile = {
      ...proxied(whole),
      read: (position, length) =>
        gone && position >= 256 * 1_024 ? Promise.reject(new Error('The disk is gone.')) : whole.read(position, length),
    };
    const opened = await openVideo(failing, LIMITS);
    gone = true;
    await expect(seen(opened)).rejects.toThrow('The disk is gone.');
    await opened.close();
    await whole.close();
  });
});

function proxied(file: RandomAccessFile): RandomAccessFile {
  return {
    size: file.size,
    read: (...args) => file.read(...args),
    write: (...args) => file.write(...args),
    truncate: (size) => file.truncate(size),
    sync: () => file.sync(),
    close: () => file.close(),
  };
}
