import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluateModel } from '../evaluate.ts';
import { majority } from './ferplus.ts';
import { calibrationError, measure } from './metrics.ts';

describe('majority', () => {
  it.each([
    ['the class with most votes', [4, 0, 1, 3], [0, 0], 0],
    ['the first of equals', [0, 4, 4, 0], [0, 0], 1],
    ['nothing where all votes are single', [1, 1, 1, 1], [0, 0], null],
    ['nothing where `unknown` does as well', [4, 0, 0, 0], [4, 0], null],
    ['nothing where `NF` wins', [2, 0, 0, 0], [0, 8], null],
    ['the class that beats `unknown`', [5, 0, 0, 0], [4, 1], 0],
  ])('is %s', (_, votes, others, expected) => {
    expect(majority(votes, others)).toBe(expected);
  });
});

describe('measure', () => {
  it('counts per class and over all', () => {
    const scores = [[0.9, 0.1, 0], [0.6, 0.4, 0], [0.3, 0.7, 0], [0.2, 0.8, 0]];
    const { n, accuracy, macroF1, perClass, confusion } = measure(['a', 'b', 'c'], scores, [0, 1, 1, 1]);
    expect({ n, accuracy, confusion }).toEqual({ n: 4, accuracy: 0.75, confusion: [[1, 0, 0], [1, 2, 0], [0, 0, 0]] });
    expect(perClass['a']).toEqual({ precision: 0.5, recall: 1, f1: expect.closeTo(2 / 3, 10) as number, n: 1 });
    expect(perClass['b']).toEqual({ precision: 1, recall: expect.closeTo(2 / 3, 10) as number, f1: expect.closeTo(0.8, 10) as number, n: 3 });
    expect(perClass['c']).toEqual({ precision: 0, recall: 0, f1: 0, n: 0 });
    expect(macroF1).toBeCloseTo((2 / 3 + 0.8) / 2, 10);
  });

  it('finds no calibration error where confidence is right, and all of it where it is wrong', () => {
    const sure = Array.from({ length: 10 }, () => [0.8, 0.2]);
    expect(calibrationError(sure, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1])).toBeCloseTo(0, 10);
    expect(calibrationError([[1, 0]], [1])).toBe(1);
  });
});

describe('evaluateModel', { timeout: 30_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'attune-ferplus-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = () => evaluateModel('mobilenetv2-ferplus', folder, 'test');

  it('says what is missing, then measures what is there', async () => {
    await expect(run()).rejects.toThrow(/labels.csv is missing/);
    const labels = join(folder, 'labels.csv');
    writeFileSync(labels, 'split,index,name\ntest,0,a\n');
    await expect(run()).rejects.toThrow(/no column neutral/);
    writeFileSync(labels, `split,index,name,fer2013,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF
train,0,x,happy,0,10,0,0,0,0,0,0,0,0
test,0,a,happy,0,9,1,0,0,0,0,0,0,0
test,1,b,neutral,1,1,1,1,1,1,1,1,2,0
test,2,c,neutral,8,0,0,2,0,0,0,0,0,0
`);
    await expect(run()).rejects.toThrow(/0 mosaics, but labels.csv names 3/);
    await sharp({ create: { width: 4_800, height: 48, channels: 3, background: '#777' } }).webp({ lossless: true }).toFile(join(folder, 'test-0.webp'));
    const { n, classes, confusion } = await run();
    expect(n).toBe(2);
    expect(confusion).toHaveLength(classes.length);
    expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(2);
    await sharp({ create: { width: 100, height: 48, channels: 3, background: '#777' } }).webp({ lossless: true }).toFile(join(folder, 'test-0.webp'));
    await expect(run()).rejects.toThrow(/is no mosaic/);
  });
});
