import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelEvaluator } from '../evaluate.ts';
import { FERPLUS_HEADER, tightFace, writeMosaic } from '../testing/labelled-faces.ts';
import { writeTinyModel } from '../testing/tiny-network.ts';

const FER2013 = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
const folder = mkdtempSync(join(tmpdir(), 'attune-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function measure(model: string, modelsPath?: string) {
  const evaluator = await ModelEvaluator.open({ model, data: folder, split: 'test', modelsPath });
  try {
    return await evaluator.measure();
  } finally {
    await evaluator.close();
  }
}

describe('a model of FER+ classes', { timeout: 30_000 }, () => {
  it('says what is missing, then is measured by the majority of votes', async () => {
    const run = () => measure('mobilenetv2-ferplus');
    await expect(run()).rejects.toThrow(/labels.csv is missing/);
    const labels = join(folder, 'labels.csv');
    writeFileSync(labels, 'split,index,name\ntest,0,a\n');
    await expect(run()).rejects.toThrow(/no column neutral/);
    writeFileSync(
      labels,
      `${FERPLUS_HEADER}
train,0,x,happy,0,10,0,0,0,0,0,0,0,0
test,0,a,happy,0,9,1,0,0,0,0,0,0,0
test,1,b,neutral,1,1,1,1,1,1,1,1,2,0
test,2,c,neutral,4,0,0,4,0,0,0,0,0,0
`,
    );
    await expect(run()).rejects.toThrow(/0 mosaics, but labels.csv names 3/);
    writeFileSync(join(folder, 'test-0.webp'), 'no picture');
    await expect(run()).rejects.toThrow(/cannot be read as a picture/);
    await writeMosaic(join(folder, 'test-0.webp'), [120, 120, 120]);
    const { n, labels: by, classes, confusion, clearMajority, oneTagger } = await run();
    expect({ n, by }).toEqual({ n: 2, by: 'ferplus' });
    expect(confusion).toHaveLength(classes.length);
    // Of the two only the happy face is clear.
    const happiness = classes.indexOf('happiness');
    expect(clearMajority).toEqual({ n: 1, accuracy: confusion[happiness]![happiness] });
    // Nine of ten taggers say of the happy face what the others say; of four and four, whose own vote is missing is outvoted.
    expect(oneTagger).toBeCloseTo((0.9 + 0) / 2, 10);
    expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(2);
    await writeMosaic(join(folder, 'test-0.webp'), [120], 2);
    await expect(run()).rejects.toThrow(/is no mosaic/);
  });
});

describe('a model of FER2013 classes', { timeout: 30_000 }, () => {
  const models = mkdtempSync(join(tmpdir(), 'attune-tiny-'));
  afterAll(() => rmSync(models, { recursive: true }));
  beforeAll(() => writeTinyModel(models, 'fer2013', FER2013));

  it('is measured by the one label, on all faces, whatever the votes', async () => {
    // The network takes bright faces for the first class and dark ones for the second.
    await writeMosaic(join(folder, 'test-0.webp'), [250, 10, 240, 128]);
    writeFileSync(
      join(folder, 'labels.csv'),
      `${FERPLUS_HEADER}
test,3,d,neutral,0,0,0,0,0,0,0,0,0,0
test,0,a,angry,0,9,1,0,0,0,0,0,0,0
test,1,b,disgust,1,1,1,1,1,1,1,1,2,0
test,2,c,happy,8,0,0,2,0,0,0,0,0,0
`,
    );
    const { n, labels, accuracy, histogram, reliability, uncertain, riskCoverage } = await measure('tiny', models);
    expect({ n, labels, accuracy }).toEqual({ n: 4, labels: 'fer2013', accuracy: 0.5 });
    expect(histogram['angry']).toEqual({ truth: 1, predicted: 3 });
    expect(histogram['neutral']).toEqual({ truth: 1, predicted: 0 });
    expect(reliability.reduce((sum, bin) => sum + bin.n, 0)).toBe(4);
    // The grey face is withheld, and it is one of the two that are wrong.
    expect(uncertain).toEqual({
      minProbability: 0.4,
      minMargin: 0.1,
      keptShare: 0.75,
      keptAccuracy: expect.closeTo(2 / 3, 10) as number,
      gain: expect.closeTo(100 / 6, 10) as number,
    });
    expect(riskCoverage.keptShare).toBe(0.75);
  });

  it('is tried under what a call does, on every so many faces', async () => {
    const evaluator = await ModelEvaluator.open({ model: 'tiny', data: folder, split: 'test', modelsPath: models });
    const { corruptionFaces, cleanAccuracy, corruptions } = await evaluator.underCorruptions(1);
    expect({ corruptionFaces, cleanAccuracy }).toEqual({ corruptionFaces: 4, cleanAccuracy: 0.5 });
    // Plain faces stay what they are, but in very dim light the bright one is taken for a dark one.
    expect(corruptions).toMatchObject({ blur: [0.5, 0.5, 0.5], jitter: [0.5, 0.5, 0.5], dim: [0.5, 0.25, 0.25] });
    expect((await evaluator.underCorruptions(3)).corruptionFaces).toBe(2);
    await evaluator.close();
  });

  it('is measured through a detector on what that finds', async () => {
    // The face is drawn brighter than grey; the plain patch is none.
    await writeMosaic(join(folder, 'test-0.webp'), [tightFace(), 10, tightFace()]);
    writeFileSync(
      join(folder, 'labels.csv'),
      `${FERPLUS_HEADER}
test,0,a,angry,0,0,0,0,0,0,0,0,0,0
test,1,b,disgust,0,0,0,0,0,0,0,0,0,0
test,2,c,sad,0,0,0,0,0,0,0,0,0,0
`,
    );
    const evaluator = await ModelEvaluator.open({ model: 'tiny', data: folder, split: 'test', modelsPath: models });
    const { detector, faces, n, foundShare, accuracy, accuracyOfAll, confusion } = await evaluator.through('haar', 1);
    expect({ detector, faces, n, accuracy }).toEqual({ detector: 'haar', faces: 3, n: 2, accuracy: 0.5 });
    expect([foundShare, accuracyOfAll]).toEqual([expect.closeTo(2 / 3, 10), expect.closeTo(1 / 3, 10)]);
    expect([confusion[0]![0], confusion[4]![0]]).toEqual([1, 1]);
    await expect(evaluator.through('hair', 1)).rejects.toThrow(/haar/);
    await evaluator.close();
  });

  it('refuses labels that are no class of it, and indices that are none', async () => {
    writeFileSync(join(folder, 'labels.csv'), `${FERPLUS_HEADER}\ntest,0,a,cross,0,9,1,0,0,0,0,0,0,0\n`);
    await expect(measure('tiny', models)).rejects.toThrow(/label "cross", which is no class of the model: angry/);
    writeFileSync(join(folder, 'labels.csv'), `${FERPLUS_HEADER}\ntest,x,a,angry,0,9,1,0,0,0,0,0,0,0\n`);
    await expect(measure('tiny', models)).rejects.toThrow(/no whole number: "x"/);
  });
});
