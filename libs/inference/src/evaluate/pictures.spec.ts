import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '#contracts/profile';
import { loadModels, modelChoice } from '../load.ts';
import { compositeFaces, layFace } from '../testing/composite-faces.ts';
import { background } from '../testing/drawn-frame.ts';
import { evaluatePictures, listPictures } from './pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-pictures-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A picture with one composite face before a wall, or the wall alone. */
async function write(path: string, face: number | null): Promise<void> {
  const plane = background(320, 240);
  if (face !== null) layFace(plane, (await compositeFaces())[face]!, 160, 120, 130);
  await sharp(plane.data, { raw: { width: 320, height: 240, channels: 1 } })
    .png()
    .toFile(path);
}

beforeAll(async () => {
  mkdirSync(join(folder, 'happy'));
  await write(join(folder, 'happy', 'one.png'), 0);
  await write(join(folder, 'happy', 'wall.png'), null);
  await write(join(folder, 'Anger_two.png'), 1);
  await write(join(folder, 'contempt_three.png'), 2);
  writeFileSync(join(folder, 'notes.txt'), 'no picture');
});

describe('pictures named by what they show', { timeout: 60_000 }, () => {
  it('are listed from files and folders, by the names of either label set', async () => {
    expect((await listPictures(folder)).map(({ emotion }) => emotion)).toEqual(['anger', 'contempt', 'happiness', 'happiness']);
  });

  it('are refused where a name says no expression, or there are none', async () => {
    const other = mkdtempSync(join(tmpdir(), 'attune-pictures-'));
    try {
      await expect(listPictures(other)).rejects.toThrow(/no pictures/);
      writeFileSync(join(other, 'bored_a.png'), '');
      await expect(listPictures(other)).rejects.toThrow(/"bored", which is no expression.*neutral/);
      await expect(listPictures(join(other, 'missing'))).rejects.toThrow(/cannot be read/);
    } finally {
      rmSync(other, { recursive: true });
    }
  });

  it('go the way of a frame in a call', async () => {
    const { detector, classifier } = await loadModels(modelChoice({ profile: DEFAULT_PROFILE, device: 'cpu' }));
    try {
      const figures = await evaluatePictures(detector, classifier, await listPictures(folder));
      expect(figures).toMatchObject({ pictures: 4, leftOut: 0, n: 3, found: 0.75 });
      expect(figures.states['no-face']).toBe(1);
      expect(figures.perClass['happiness']!.n).toBe(1);
      expect(figures.accuracyOfAll).toBeCloseTo(figures.accuracy * 0.75, 10);
      expect(figures.keptShare).toBe(figures.uncertain.keptShare);
    } finally {
      await classifier.close();
    }
  });

  it('of an expression that the classifier does not know count for nothing', async () => {
    const { detector, classifier } = await loadModels(modelChoice({ profile: 'accurate', device: 'cpu' }));
    try {
      const figures = await evaluatePictures(detector, classifier, await listPictures(folder));
      expect(figures).toMatchObject({ pictures: 3, leftOut: 1 });
      expect(figures.perClass['happy']!.n).toBe(1);
    } finally {
      await classifier.close();
    }
  });
});
