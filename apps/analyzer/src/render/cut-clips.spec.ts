import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  FF_ENCODER_AAC,
  FF_ENCODER_PCM_S16LE,
  FF_ENCODER_LIBOPUS,
  FF_ENCODER_LIBVPX_VP8,
  FF_ENCODER_LIBX264,
  FF_ENCODER_MPEG4,
} from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFile } from '#files/open';
import { VideoProblem } from '../video/problems.ts';
import { cutClips } from './cut-clips.ts';
import { makeMedia, timesOf, type Media } from './testing/make-media.ts';
import { firstBright, firstLoud, readBack, type ReadBack } from './testing/read-back.ts';

const LIMITS = { maxDurationMs: 60_000, maxPixels: 4_000_000 };
const FRAME_MS = 1_000 / 30;
/** When the picture flashes and the sound beeps. */
const EVENTS = [1_000, 2_500, 3_500, 5_000];
const during = (atMs: number) => EVENTS.some((event) => atMs >= event - 0.01 && atMs < event + 150);

const SOUND: Media['audio'] = {
  codec: FF_ENCODER_AAC,
  sampleRate: 44_100,
  channels: 2,
  durationMs: 6_000,
  wave: (atMs) => (during(atMs) ? 0.8 * Math.sin(atMs * 5) : 0),
};
let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'clips-'))));
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
const made = new Map<string, Promise<string>>();
/** Made once of each kind. */
function videoOf(media: Partial<Media>): Promise<string> {
  const kind = JSON.stringify(media);
  let video = made.get(kind);
  if (video === undefined) {
    const input = path.join(folder, `${files++}`);
    // The picture tells which frame it is: by bars of black and white, read as a number.
    video = makeMedia(input, {
      container: 'mp4',
      codec: FF_ENCODER_LIBX264,
      width: 256,
      height: 64,
      times: timesOf(180, 30),
      keyEvery: 45,
      audio: SOUND,
      paint: (x, y, atMs) => [
        y < 32 ? (during(atMs) ? 200 : 60) : (Math.round(atMs / FRAME_MS) >> Math.floor(x / 32)) & 1 ? 200 : 40,
        128,
        128,
      ],
      ...media,
    }).then(() => input);
    made.set(kind, video);
  }
  return video;
}

async function setup(media: Partial<Media>, spans: [number, number][], signal = new AbortController().signal) {
  const joinedPath = path.join(folder, `${files++}.mp4`);
  const input = await videoOf(media);
  const source = await openFile({ path: input, key: null }, 'read');
  const joined = await openFile({ path: joinedPath, key: null }, 'create');
  const clips = await Promise.all(
    spans
      .map(async ([startMs, endMs]) => ({ startMs, endMs, label: null, path: path.join(folder, `${files++}.mp4`) }))
      .map(async (clip) => ({ ...(await clip), output: await openFile({ path: (await clip).path, key: null }, 'create') })),
  );
  try {
    const result = await cutClips(source, clips, joined, { limits: LIMITS, signal, onProgress: () => {} });
    return { ...result, joined: await readBack(joinedPath), clips: await Promise.all(clips.map((clip) => readBack(clip.path))) };
  } finally {
    for (const file of [source, joined, ...clips.map(({ output }) => output)]) await file.close();
  }
}

const frameNumbers = ({ pictures }: ReadBack) =>
  pictures.map((picture) =>
    Array.from({ length: 8 }, (_, bit) => (picture.at(bit * 32 + 16, 48)[0] > 120 ? 1 << bit : 0)).reduce((sum, bit) => sum + bit, 0),
  );
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('cutClips', () => {
  it('cuts to the frame, from between key frames, and counts times from zero', async () => {
    const { clips, durationsMs } = await setup({}, [
      [900, 1_500],
      [2_400, 3_000],
    ]);
    expect(clips.map(frameNumbers)).toEqual([range(27, 45), range(72, 90)]);
    expect(clips[0]!.pictures.map(({ ms }) => Math.round(ms))).toEqual(range(0, 18).map((frame) => Math.round(frame * FRAME_MS)));
    expect(durationsMs.map(Math.round)).toEqual([600, 600]);
    for (const clip of clips) expect(clip.durationMs).toBeCloseTo(600, 0);
  });

  it('joins them to one video as long as all of them, pictures and sound in sync everywhere', async () => {
    const spans: [number, number][] = [
      [850, 1_417],
      [2_333, 3_111],
      [3_300, 4_009],
      [4_700, 5_650],
    ];
    const { clips, joined, durationsMs, joinedMs } = await setup({}, spans);
    expect(frameNumbers(joined)).toEqual(clips.flatMap(frameNumbers));
    expect(Math.abs(joined.durationMs - durationsMs.reduce((sum, ms) => sum + ms, 0))).toBeLessThan(FRAME_MS / 2);
    expect(joinedMs).toBeCloseTo(joined.durationMs, 0);
    expect(Math.abs(joined.soundMs - joined.durationMs)).toBeLessThan(30);
    expect(joined.keyFrames).toBeGreaterThanOrEqual(4);
    let offset = 0;
    for (const [index, clip] of clips.entries()) {
      expect(Math.abs(firstBright(clip.pictures)! - firstLoud(clip.sound)!)).toBeLessThan(20);
      expect(Math.abs(firstBright(joined.pictures, offset)! - firstLoud(joined.sound, offset + 5)!)).toBeLessThan(20);
      expect(Math.abs(clip.soundMs - clip.durationMs)).toBeLessThan(30);
      offset += durationsMs[index]!;
    }
  });

  it('shows a frame that lasts long for as much of it as lies in the stretch', async () => {
    const { clips, durationsMs } = await setup({ times: [0, 1_000, 3_000, 4_000] }, [[1_500, 3_500]]);
    expect(durationsMs).toEqual([2_000]);
    expect(clips[0]!.pictures.map(({ ms }) => Math.round(ms))).toEqual([0, 1_500]);
    expect(Math.abs(firstLoud(clips[0]!.sound)! - 1_000)).toBeLessThan(20);
  });

  it('cuts a video without sound', async () => {
    const { joined, clips } = await setup({ audio: null }, [
      [0, 1_000],
      [2_000, 2_500],
    ]);
    expect(joined.codecs).toEqual({ video: 'h264', audio: null });
    expect(clips.map(({ pictures }) => pictures.length)).toEqual([30, 15]);
  });

  it('adds silence where the sound is shorter than the pictures', async () => {
    const { joined } = await setup({ audio: { ...SOUND, durationMs: 1_200 } }, [
      [900, 2_000],
      [2_400, 3_000],
    ]);
    expect(Math.abs(joined.soundMs - 1_700)).toBeLessThan(40);
    expect(Math.abs(firstLoud(joined.sound)! - 100)).toBeLessThan(20);
    expect(firstLoud(joined.sound, 500)).toBeNull();
  });

  it.each([
    [
      'VP8 and Opus of a WebM, mono',
      {
        container: 'webm',
        codec: FF_ENCODER_LIBVPX_VP8,
        timeBase: { num: 1, den: 1_000 },
        audio: { ...SOUND, codec: FF_ENCODER_LIBOPUS, sampleRate: 48_000, channels: 1 },
      },
      1,
    ],
    [
      'MPEG-4 and PCM of an AVI',
      {
        container: 'avi',
        codec: FF_ENCODER_MPEG4,
        timeBase: { num: 1, den: 30 },
        audio: { ...SOUND, codec: FF_ENCODER_PCM_S16LE, sampleRate: 32_000 },
      },
      2,
    ],
    [
      'H.264 out of order and 5.1 of a Matroska',
      { container: 'matroska', reordered: 2, audio: { ...SOUND, channels: 6, sampleRate: 48_000 } },
      2,
    ],
  ] as [string, Partial<Media>, number][])('takes %s', async (_, media, channels) => {
    const { clips, joined } = await setup(media, [
      [800, 1_600],
      [2_300, 3_000],
      [4_800, 5_400],
    ]);
    expect(clips.map(({ pictures }) => pictures.length)).toEqual([24, 21, 18]);
    expect(frameNumbers(joined)).toEqual([...range(24, 48), ...range(69, 90), ...range(144, 162)]);
    expect(joined.codecs).toEqual({ video: 'h264', audio: 'aac' });
    expect(joined.channels).toBe(channels);
    for (const clip of clips) expect(Math.abs(firstBright(clip.pictures)! - firstLoud(clip.sound)!)).toBeLessThan(20);
  });

  it('says that a stretch lies outside the video, and stops when it is to', async () => {
    await expect(setup({}, [[9_000, 9_500]])).rejects.toThrow(VideoProblem);
    const reason = new Error('No more.');
    await expect(setup({}, [[0, 1_000]], AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
