import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Permit } from '../permit.ts';
import { background, drawFace } from '../testing/drawn-frame.ts';
import { writeTinyModel } from '../testing/tiny-network.ts';
import { Classifier } from './classifier.ts';
import type { Crop } from './cutout.ts';
import { classifierOf, readManifest, readModelFile } from './manifest.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-explain-'));
afterAll(() => rmSync(folder, { recursive: true }));

const plane = background(64, 64);
drawFace(plane, 20, 20, 30);
const crops: Crop[] = [
  { plane, box: [0, 0, 64, 64], fit: 'exact', permit: Permit.ofMaterial() },
  { plane, box: [30, 30, 20, 20], permit: Permit.ofMaterial() },
];

const load = () => {
  const model = classifierOf(readManifest(folder), 'tiny');
  return Classifier.load(model, readModelFile(model, folder), 'cpu');
};

describe('Classifier.explain', () => {
  beforeEach(() => writeTinyModel(folder, 'ferplus', ['bright', 'dark', 'neither']));

  it('answers with the probabilities of `classify` and the maps that the logits are the means of', async () => {
    const classifier = await load();
    const explanations = await classifier.explain(crops);
    expect(explanations.map(({ scores }) => scores)).toEqual(await classifier.classify(crops));
    const logits = await classifier.logits(crops);
    explanations.forEach(({ maps, width, height }, index) => {
      expect([width, height, maps.length]).toEqual([2, 2, 12]);
      const means = [0, 1, 2].map((of) => maps.slice(of * 4, of * 4 + 4).reduce((sum, value) => sum + value, 0) / 4);
      means.forEach((mean, of) => expect(mean).toBeCloseTo(logits[index]![of]!, 5));
    });
    expect(await classifier.explain([])).toEqual([]);
    await classifier.close();
  });

  it('says so where a model has no maps, or not those that the manifest promises', async () => {
    writeTinyModel(folder, 'ferplus', ['bright', 'dark'], null);
    const without = await load();
    await expect(without.explain([])).rejects.toThrow(expect.objectContaining({ name: 'ModelError', problem: 'no-map' }) as Error);
    await without.close();
    writeTinyModel(folder, 'ferplus', ['bright', 'dark'], 'heat');
    const misnamed = await load();
    await expect(misnamed.explain(crops)).rejects.toThrow(/maps of 2 classes as "heat"/);
    await misnamed.close();
  });
});
