import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Demuxer } from 'node-av/api';
import {
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P10LE,
  AVCOL_PRI_BT2020,
  AVCOL_PRI_BT709,
  AVCOL_PRI_SMPTE170M,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_BT709,
  AVCOL_SPC_SMPTE170M,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_BT2020_10,
  AVCOL_TRC_BT709,
  AVCOL_TRC_SMPTE170M,
  AVCOL_TRC_SMPTE2084,
} from 'node-av/constants';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analysisSettings } from '#contracts/analyzer-link';
import { openFile } from '#files/open';
import type { Plane } from '#inference/frame';
import { AllowedFaces } from '#inference/permit';
import { compositeFaces, layFace } from '#inference/testing/composite-faces';
import { background } from '#inference/testing/drawn-frame';
import { analyseVideo } from '../recording/analyse.ts';
import { pictureAt } from '../recording/picture.ts';
import { openVideo, type OpenVideo } from '../video/open-video.ts';
import { makeVideo, type GreyVideo } from '../video/testing/make-video.ts';
import { annotate } from './annotate.ts';
import { cutClips } from './cut-clips.ts';
import { makePlayable } from './make-playable.ts';
import { readBack } from './testing/read-back.ts';

const LIMITS = { maxDurationMs: 60_000, maxPixels: 1_280 * 720 };
const options = () => ({ limits: LIMITS, signal: new AbortController().signal, onProgress: () => undefined });

/** Luminance in cd/m² of a grey of 0-255 whose white is that of graphics in HDR. */
const nits = (grey: number) => 203 * (grey / 255) ** 2.4;
const tenBits = (signal: number) => Math.round(64 + 876 * signal);
/** SMPTE ST 2084. */
const pq = (grey: number) => {
  const power = (nits(grey) / 10_000) ** 0.1593017578125;
  return tenBits(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375);
};
/** ITU-R BT.2100 on a display of 1,000 cd/m². */
const hlg = (grey: number) => {
  const light = (nits(grey) / 1_000) ** (1 / 1.2);
  return tenBits(light <= 1 / 12 ? Math.sqrt(3 * light) : 0.17883277 * Math.log(12 * light - 0.28466892) + 0.55991073);
};

const WIDE = { colorPrimaries: AVCOL_PRI_BT2020, colorSpace: AVCOL_SPC_BT2020_NCL };
const HEVC = { codec: 'libx265', pixelFormat: AV_PIX_FMT_YUV420P10LE, colorRange: AVCOL_RANGE_MPEG };
const SDR_TAGS = [AVCOL_PRI_BT709, AVCOL_TRC_BT709, AVCOL_SPC_BT709, AVCOL_RANGE_MPEG];
const SD_TAGS = [AVCOL_PRI_SMPTE170M, AVCOL_TRC_SMPTE170M, AVCOL_SPC_SMPTE170M, AVCOL_RANGE_MPEG];
const KINDS: [string, Partial<GreyVideo>, number[]][] = [
  ['PQ', { ...HEVC, colours: { ...WIDE, colorTrc: AVCOL_TRC_SMPTE2084 }, tenBits: pq }, SDR_TAGS],
  ['HLG', { ...HEVC, colours: { ...WIDE, colorTrc: AVCOL_TRC_ARIB_STD_B67 }, tenBits: hlg }, SDR_TAGS],
  ['PQ that says no more than that', { ...HEVC, colours: { colorTrc: AVCOL_TRC_SMPTE2084 }, tenBits: pq }, SDR_TAGS],
  [
    'BT.2020 in standard range',
    { ...HEVC, colours: { ...WIDE, colorTrc: AVCOL_TRC_BT2020_10 }, tenBits: (grey) => tenBits(grey / 255) },
    SDR_TAGS,
  ],
  ['BT.709', { colours: { colorPrimaries: AVCOL_PRI_BT709, colorTrc: AVCOL_TRC_BT709, colorSpace: AVCOL_SPC_BT709 } }, SDR_TAGS],
  ['no word, small', {}, SD_TAGS],
  ['full range', { colorRange: AVCOL_RANGE_JPEG }, SD_TAGS],
  ['RGB', { codec: 'png', container: 'mov', pixelFormat: AV_PIX_FMT_RGB24 }, SD_TAGS],
];
/** Of these, 0-255 in the stored picture is 0-255 of grey. */
const FULL = ['full range', 'RGB'];

let folder: string;
let faces: Plane[];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'attune-colours-'));
  faces = await compositeFaces();
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function withVideo<T>(file: string, use: (video: OpenVideo) => Promise<T>): Promise<T> {
  await using stack = new AsyncDisposableStack();
  const source = await openFile({ path: file, key: null }, 'read');
  stack.defer(() => source.close());
  const video = await openVideo(source, LIMITS);
  stack.defer(() => video.close());
  return await use(video);
}

async function videoOf(media: Partial<GreyVideo>, planes: readonly Plane[]): Promise<string> {
  const file = path.join(folder, `${files++}`);
  await makeVideo(file, {
    container: 'mp4',
    codec: 'libx264',
    pictures: planes.map((plane, index) => ({ atMs: index * 40, plane })),
    ...media,
  });
  return file;
}

/** Sixteen greys side by side, 16 pixels each: 0, 17, 34 … 255. */
const GREYS = Array.from({ length: 16 }, (_, index) => index * 17);
function ramp(limited: boolean): Plane {
  const data = new Uint8Array(256 * 144);
  for (let at = 0; at < data.length; at++) {
    const grey = GREYS[(at % 256) >> 4]!;
    data[at] = limited ? Math.round(16 + (grey * 219) / 255) : grey;
  }
  return { data, width: 256, height: 144, stride: 256 };
}

/** Greys of 0-255 in the middle of each of the sixteen. */
const greysOf = ({ data, stride }: Plane, limited = true) =>
  GREYS.map((_, index) => {
    const value = data[72 * stride + index * 16 + 8]!;
    return limited ? ((value - 16) * 255) / 219 : value;
  });

/** Everything that is dark to three quarters is as it was; what is brighter is no darker than that, and keeps its order. */
function expectRamp(greys: readonly number[], name: string, bent: boolean): void {
  greys.forEach((grey, index) => {
    const wanted = GREYS[index]!;
    if (!bent || wanted <= 187) expect(Math.abs(grey - wanted), `${name} at ${wanted}`).toBeLessThan(6);
    else expect(grey, `${name} at ${wanted}`).toBeGreaterThan(greys[index - 1]! + 1);
  });
}

async function written(make: (file: Awaited<ReturnType<typeof openFile>>) => Promise<unknown>): Promise<string> {
  const file = path.join(folder, `${files++}.mp4`);
  const output = await openFile({ path: file, key: null }, 'create');
  try {
    await make(output);
  } finally {
    await output.close();
  }
  return file;
}

async function tagsOf(file: string): Promise<number[]> {
  await using demuxer = await Demuxer.open(file);
  const { colorPrimaries, colorTrc, colorSpace, colorRange } = demuxer.video()!.codecpar;
  return [colorPrimaries, colorTrc, colorSpace, colorRange];
}

describe.each(KINDS)('a video in %s', (name, media, tags) => {
  const bent = media.tenBits !== undefined && !name.includes('standard');

  it('is analysed, shown and encoded as the same greys, and what is written says how they are meant', { timeout: 60_000 }, async () => {
    // Ten bits take greys of 0-255 by their own curve.
    const plane = ramp(media.tenBits === undefined && !FULL.includes(name));
    const file = await videoOf(
      media,
      Array.from({ length: 12 }, () => plane),
    );
    await withVideo(file, async (video) => {
      for await (const frame of video.frames()) {
        expectRamp(greysOf(frame.luma()), 'analysed', bent);
        frame.free();
      }
    });
    const jpeg = await withVideo(file, (video) => pictureAt(video, 40, 2_000));
    const { data, info } = await sharp(jpeg).greyscale().raw().toBuffer({ resolveWithObject: true });
    expectRamp(greysOf({ data, stride: info.width, width: info.width, height: info.height }, false), 'in the page', bent);

    await using stack = new AsyncDisposableStack();
    const source = await openFile({ path: file, key: null }, 'read');
    stack.defer(() => source.close());
    const clip = path.join(folder, `${files++}.mp4`);
    const clipFile = await openFile({ path: clip, key: null }, 'create');
    const outputs = [
      await written((output) => annotate(source, output, [], options())),
      await written((output) => cutClips(source, [{ startMs: 0, endMs: 300, label: 'neutral', output: clipFile }], output, options())),
    ];
    await clipFile.close();
    // What is only copied stays what it was.
    if (media.codec !== undefined) outputs.push(await written((output) => makePlayable(source, output, options())));
    for (const output of [...outputs, clip]) {
      expect(await tagsOf(output)).toEqual(tags);
      const picture = (await readBack(output)).pictures[3]!;
      expectRamp(
        GREYS.map((_, index) => ((picture.at(index * 16 + 8, 72)[0] - 16) * 255) / 219),
        'encoded',
        bent,
      );
    }
  });
});

describe('a copy in high dynamic range', () => {
  it.each(KINDS.slice(0, 2))('has the labels of its original: %s', { timeout: 60_000 }, async (_, media) => {
    // Happiness, then surprise.
    const planes = Array.from({ length: 40 }, (_unused, index) => {
      const plane = background(320, 180);
      layFace(plane, faces[index < 20 ? 4 : 7]!, 150, 90, 110);
      return plane;
    });
    const limited = planes.map((plane) => ({ ...plane, data: Uint8Array.from(plane.data, (grey) => Math.round(16 + (grey * 219) / 255)) }));
    const [original, copy] = [await labelsOf(await videoOf({}, limited)), await labelsOf(await videoOf(media, planes))];
    expect(original.length).toBeGreaterThan(15);
    expect(copy.map(({ label }) => label)).toEqual(original.map(({ label }) => label));
    copy.forEach(({ smoothed }, index) =>
      smoothed!.forEach((score, of) => expect(Math.abs(score - original[index]!.smoothed![of]!)).toBeLessThan(0.15)),
    );
  });
});

const settings = analysisSettings.parse({ device: 'cpu', profile: 'light' });
const labelsOf = (file: string) =>
  withVideo(file, async (video) => {
    const signal = new AbortController().signal;
    const samples = [];
    for await (const batch of analyseVideo(video, {
      settings,
      everyNth: 2,
      allowed: AllowedFaces.everybody(),
      signal,
      onProgress: () => undefined,
    }))
      samples.push(...batch.samples.map(({ sample }) => sample));
    return samples;
  });
