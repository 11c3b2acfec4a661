import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_YUVJ420P, AVCOL_RANGE_JPEG } from 'node-av/constants';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFile } from '#files/open';
import type { Plane } from '#inference/frame';
import { pictureAt } from '../recording/picture.ts';
import { Upright } from '../render/upright.ts';
import { openVideo } from './open-video.ts';
import { makeVideo, type GreyPicture, type GreyVideo } from './testing/make-video.ts';

const LIMITS = { maxDurationMs: 60_000, maxPixels: 640 * 480 };
const [DARK, BRIGHT, BLACK] = [60, 200, 16];

let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'attune-shown-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Dark, with a bright rectangle, whose default is a quarter of the width and height at the top left. */
function picture(width: number, height: number, atMs: number, bright = { x: 0, y: 0, width: width / 4, height: height / 4 }): GreyPicture {
  const data = new Uint8Array(width * height).fill(DARK);
  for (let y = bright.y; y < bright.y + bright.height; y++) data.fill(BRIGHT, y * width + bright.x, y * width + bright.x + bright.width);
  return { atMs, plane: { data, width, height, stride: width } };
}

interface Views {
  facts: { width: number; height: number; playable: boolean };
  /** The last picture as it is analysed, as it is drawn on and encoded, and as it is shown in the page. */
  views: { analysed: Plane; drawn: Plane; jpeg: Plane };
}

async function viewsOf(options: Partial<GreyVideo>): Promise<Views> {
  const file = path.join(folder, `${made++}`);
  await makeVideo(file, { container: 'mp4', codec: 'libx264', pictures: [picture(160, 120, 0), picture(160, 120, 40)], ...options });
  await using stack = new AsyncDisposableStack();
  const opened = await openFile({ path: file, key: null }, 'read');
  stack.defer(() => opened.close());
  const video = await openVideo(opened, LIMITS);
  stack.defer(() => video.close());
  const upright = new Upright(video.shown);
  stack.defer(() => upright.close());
  let [last, atMs]: [Omit<Views['views'], 'jpeg'> | null, number] = [null, 0];
  for await (const decoded of video.frames()) {
    const analysed = decoded.luma();
    const drawn = await upright.of(decoded.frame);
    const plane = { data: Buffer.from(drawn.data![0]!), stride: drawn.linesize[0]!, width: drawn.width, height: drawn.height };
    last = { analysed, drawn: plane };
    atMs = decoded.atMs;
    if (drawn !== decoded.frame) drawn.free();
    decoded.free();
  }
  const { data, info } = await sharp(await pictureAt(video, atMs, 2_000))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { facts: video.facts, views: { ...last!, jpeg: { data, stride: info.width, width: info.width, height: info.height } } };
}

const at = ({ data, stride }: Plane, x: number, y: number) => data[Math.round(y) * stride + Math.round(x)]!;
const isBright = (plane: Plane, x: number, y: number) => at(plane, x, y) > (DARK + BRIGHT) / 2;
const sizeOf = ({ width, height }: { width: number; height: number }) => [width, height];

/** Each in pixels as shown. */
function expectBright(views: Views['views'], { x, y, width, height }: { x: number; y: number; width: number; height: number }): void {
  for (const [name, plane] of Object.entries(views)) {
    const inside = [
      [x + 4, y + 4],
      [x + width - 5, y + 4],
      [x + 4, y + height - 5],
      [x + width - 5, y + height - 5],
    ] as const;
    const around = [
      [x - 5, y + height / 2],
      [x + width + 4, y + height / 2],
      [x + width / 2, y - 5],
      [x + width / 2, y + height + 4],
    ] as const;
    for (const [px, py] of inside) expect(isBright(plane, px, py), `${name} at ${px}, ${py}`).toBe(true);
    for (const [px, py] of around)
      if (px >= 0 && py >= 0 && px < plane.width && py < plane.height)
        expect(isBright(plane, px, py), `${name} at ${px}, ${py}`).toBe(false);
  }
}

describe('the picture as shown', { timeout: 30_000 }, () => {
  it.each([
    [1, 0, 0, 1],
    [0, 1, -1, 0],
    [-1, 0, 0, -1],
    [0, -1, 1, 0],
    [-1, 0, 0, 1],
    [1, 0, 0, -1],
    [0, 1, 1, 0],
    [0, -1, -1, 0],
  ] as [number, number, number, number][])('follows the matrix %i %i %i %i', async (...matrix) => {
    const [a, b, c, d] = matrix;
    const { facts, views } = await viewsOf({ matrix });
    const [width, height] = a === 0 ? [120, 160] : [160, 120];
    for (const one of [facts, ...Object.values(views)]) expect(sizeOf(one)).toEqual([width, height]);
    // The standard maps (x, y) to (ax + cy, bx + dy); what comes out negative is moved into the picture.
    const corners = [
      [0, 0],
      [40, 30],
    ].map(([x, y]) => [a * x! + c * y! + (a + c < 0 ? width : 0), b * x! + d * y! + (b + d < 0 ? height : 0)] as const);
    const [x, y] = [Math.min(...corners.map(([cx]) => cx)), Math.min(...corners.map(([, cy]) => cy))];
    expectBright(views, { x, y, width: a === 0 ? 30 : 40, height: a === 0 ? 40 : 30 });
    // Browsers that do not follow a mirror would show another picture than the one the boxes are in.
    expect(facts.playable).toBe(a * d - b * c > 0);
  });

  it.each([
    ['4:3', { aspect: { num: 4, den: 3 } }, [213, 120], { width: 53, height: 30 }],
    ['1:2', { aspect: { num: 1, den: 2 } }, [160, 240], { width: 40, height: 60 }],
    ['2:1, turned', { aspect: { num: 2, den: 1 }, rotation: 90 }, [120, 320], { width: 30, height: 80 }],
    ['2:1, mirrored', { aspect: { num: 2, den: 1 }, matrix: [-1, 0, 0, 1] }, [320, 120], { width: 80, height: 30 }],
    ['nearly square', { aspect: { num: 1_000, den: 1_001 } }, [160, 120], { width: 40, height: 30 }],
    ['absurd', { aspect: { num: 500, den: 1 } }, [160, 120], { width: 40, height: 30 }],
    ['4:3 in Matroska', { aspect: { num: 4, den: 3 }, container: 'matroska' }, [213, 120], { width: 53, height: 30 }],
  ] as [string, Partial<GreyVideo>, [number, number], { width: number; height: number }][])(
    'has square pixels: %s',
    async (_, options, [width, height], bright) => {
      const { facts, views } = await viewsOf(options);
      for (const one of [facts, ...Object.values(views)])
        for (const [index, length] of sizeOf(one).entries()) expect(Math.abs(length - [width, height][index]!)).toBeLessThanOrEqual(1);
      const right = options.rotation === 90 || options.matrix !== undefined;
      expectBright(views, { ...bright, x: right ? width - bright.width : 0, y: 0 });
    },
  );

  it('grows past no limit because of the shape of its pixels', async () => {
    const { facts, views } = await viewsOf({ aspect: { num: 4, den: 1 }, pictures: [picture(480, 360, 0)] });
    expect(facts.width * facts.height).toBeLessThanOrEqual(LIMITS.maxPixels * 1.01);
    expect(facts.width / facts.height).toBeCloseTo((480 * 4) / 360, 1);
    expectBright(views, { x: 0, y: 0, width: facts.width / 4, height: facts.height / 4 });
  });

  it.each([
    ['upright', [90, 160], { x: 0, y: 0, width: 40, height: 40 }, { x: 48, y: 0, width: 30, height: 30 }],
    ['wide', [320, 120], { x: 160, y: 60, width: 80, height: 40 }, { x: 80, y: 60, width: 40, height: 20 }],
  ] as const)('is not stretched after a turn in mid-stream: %s', async (_, [width, height], drawn, shown) => {
    const { facts, views } = await viewsOf({
      container: 'webm',
      codec: 'libvpx',
      pictures: [picture(160, 120, 0), picture(160, 120, 40), picture(width, height, 80, drawn), picture(width, height, 120, drawn)],
    });
    for (const one of [facts, ...Object.values(views)]) expect(sizeOf(one)).toEqual([160, 120]);
    expectBright(views, shown);
    const [x, y] = width < height ? [10, 60] : [80, 10];
    for (const plane of [views.analysed, views.drawn]) expect(Math.abs(at(plane, x, y) - BLACK)).toBeLessThan(4);
  });

  const FULL = { colorRange: AVCOL_RANGE_JPEG };
  it.each([
    ['a flag', { ...FULL }],
    ['a flag, and turned', { ...FULL, rotation: 90 as const }],
    ['a flag, and scaled', { ...FULL, aspect: { num: 2, den: 1 } }],
    ['its pixel format', { ...FULL, codec: 'mjpeg', container: 'mov', pixelFormat: AV_PIX_FMT_YUVJ420P }],
    ['ten bits', { ...FULL, codec: 'ffv1', container: 'matroska', pixelFormat: AV_PIX_FMT_YUV420P10LE }],
  ] as [string, Partial<GreyVideo>][])('is as bright in full range as in limited range: %s', async (_, options) => {
    const { views } = await viewsOf(options);
    for (const plane of [views.analysed, views.drawn]) {
      const values = [at(plane, plane.width / 2, plane.height / 2), at(plane, options.rotation === 90 ? plane.width - 10 : 10, 10)];
      expect(Math.abs(values[0]! - (16 + (DARK * 219) / 255))).toBeLessThan(5);
      expect(Math.abs(values[1]! - (16 + (BRIGHT * 219) / 255))).toBeLessThan(5);
    }
  });
});
