import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { create } from 'tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plane } from '../frame.ts';
import { background, drawFace } from '../testing/drawn-frame.ts';
import { drawCalls, spread } from './call-frames.ts';
import { evaluateDetector } from './detector.ts';
import { readFaceScenes } from './face-scenes.ts';
import { readPhoto } from './photo.ts';
import { readTar } from './tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-faces-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

function drawn(width: number, height: number, ...faces: [x: number, y: number, size: number][]): Plane {
  const plane = background(width, height);
  for (const face of faces) drawFace(plane, ...face);
  return plane;
}

const png = ({ data, width, height }: Plane) =>
  sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();

async function archive(name: string, photos: Record<string, Plane>): Promise<void> {
  mkdirSync(at(name), { recursive: true });
  for (const [photo, plane] of Object.entries(photos)) writeFileSync(join(at(name), photo), await png(plane));
  await create({ file: at(`${name}.tar`), cwd: folder }, [name]);
}

const TABLE = `image,x1,y1,x2,y2,class
one.png,52,34,109,94,without_mask
two.png,28,39,95,108,with_mask
two.png,137,50,223,138,without_mask
two.png,5,5,15,28,without_mask
`;

beforeAll(async () => {
  await archive('eval-faces', {
    'one.png': drawn(260, 180, [80, 60, 60]),
    'two.png': drawn(260, 180, [60, 70, 70], [180, 90, 90]),
    'unnamed.png': drawn(40, 40),
  });
  writeFileSync(at('eval-faces.csv'), TABLE);
});

describe('readTar', () => {
  it('reads the files, by name, and no folders', async () => {
    const files = await readTar(at('eval-faces.tar'));
    expect(files.map(({ name }) => name)).toEqual(['eval-faces/one.png', 'eval-faces/two.png', 'eval-faces/unnamed.png']);
    expect((await readPhoto(files[0]!.bytes, 'one')).width).toBe(260);
  });

  it('says what is wrong with an archive', async () => {
    await expect(readTar(at('none.tar'))).rejects.toThrow(/There is no .*none\.tar\. Name the folder/);
    writeFileSync(at('text.tar'), 'not an archive '.repeat(100));
    await expect(readTar(at('text.tar'))).rejects.toThrow(/no tar archive, or it is damaged/);
    mkdirSync(at('empty'));
    await create({ file: at('empty.tar'), cwd: folder }, ['empty']);
    await expect(readTar(at('empty.tar'))).rejects.toThrow(/holds no files/);
  });
});

describe('readPhoto', () => {
  it('weighs colours as video does', async () => {
    const red = await sharp({ create: { width: 2, height: 2, channels: 4, background: '#f00' } })
      .png()
      .toBuffer();
    expect([...(await readPhoto(red, 'red')).data]).toEqual([76, 76, 76, 76]);
    await expect(readPhoto(Buffer.from('no picture'), 'x.jpg')).rejects.toThrow(/x\.jpg is no picture/);
  });
});

describe('readFaceScenes', () => {
  it('counts uncovered faces that are high enough, and ignores the others', async () => {
    const [one, two, ...others] = await readFaceScenes(folder, 'eval-faces');
    expect({ name: one!.name, faces: one!.faces, ignored: one!.ignored }).toEqual({
      name: 'eval-faces/one.png',
      faces: [[52, 34, 57, 60]],
      ignored: [],
    });
    expect(two).toMatchObject({
      faces: [[137, 50, 86, 88]],
      ignored: [
        [28, 39, 67, 69],
        [5, 5, 10, 23],
      ],
    });
    expect(others).toEqual([]);
  });

  it.each([
    ['image,x1,y1\n', /no column x2, y2, class/],
    ['image,x1,y1,x2,y2,class\n', /names no boxes/],
    ['image,x1,y1,x2,y2,class\none.png,10,10,10,40,without_mask\n', /line 2: .* is no box/],
    ['image,x1,y1,x2,y2,class\nthree.png,10,10,20,40,without_mask\n', /names 1 photos, but eval-faces\.tar has 0/],
  ])('says what is wrong with %j', async (table, message) => {
    writeFileSync(at('eval-faces.csv'), table);
    await expect(readFaceScenes(folder, 'eval-faces')).rejects.toThrow(message);
    writeFileSync(at('eval-faces.csv'), TABLE);
    await expect(readFaceScenes(at('empty'), 'eval-faces')).rejects.toThrow(/There is no .*eval-faces\.csv/);
  });
});

describe('evaluateDetector', { timeout: 60_000 }, () => {
  it('measures faces, false ones and times', async () => {
    await archive('lfw', { 'a.png': drawn(250, 250, [125, 120, 110]) });
    const empty = drawn(64, 64);
    const someone = drawn(120, 120, [60, 60, 60]);
    // By their names, c and j are left alone by training.
    await archive('negatives', { 'a.png': empty, 'b.png': empty, 'c.png': someone, 'd.png': someone, 'j.png': empty });
    const result = await evaluateDetector('haar', folder);
    expect(result).toMatchObject({ detector: 'haar', n: 2, scenes: 2, recall: 1, precision: 1, iou: 0.5, foundInFrames: 1 });
    expect(result.meanIou).toBeGreaterThan(0.9);
    expect(result).toMatchObject({ negatives: { heldOut: 2, all: 5 }, falsePer100Negatives: 50, falsePer100AllNegatives: 40 });
    expect(result.msPerFrame).toBeGreaterThan(0);
    await expect(evaluateDetector('none', folder)).rejects.toThrow(/There is no detector "none"/);
  });
});

describe('drawCalls', () => {
  it('draws a swaying portrait before a room', async () => {
    const [call, ...others] = await drawCalls(folder, 3);
    expect(others).toEqual([]);
    expect(call!.every(({ width, height }) => width === 320 && height === 180)).toBe(true);
    expect(call![0]!.data).not.toEqual(call![3]!.data);
  });

  it('spreads its choice over all', () => {
    expect(spread([0, 1, 2, 3, 4, 5, 6, 7], 4)).toEqual([0, 2, 4, 6]);
    expect(spread([0, 1], 4)).toEqual([0, 1]);
  });
});
