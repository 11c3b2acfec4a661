import { describe, expect, it } from 'vitest';
import { calibrationError, keptByShare, keptByThresholds, reliability } from './confidence.ts';
import { agreement, majority } from './labels.ts';
import { measure } from './metrics.ts';

describe('majority', () => {
  it.each([
    ['the class with most votes, clearly', [4, 0, 1, 3], [0, 0], { truth: 0, clear: true }],
    ['the class with half of the votes, not clearly', [4, 0, 2, 2], [0, 0], { truth: 0, clear: false }],
    ['the first of equals', [0, 4, 4, 0], [0, 0], { truth: 1, clear: false }],
    ['nothing where all votes are single', [1, 1, 1, 1], [0, 0], null],
    ['nothing where `unknown` does as well', [4, 0, 0, 0], [4, 0], null],
    ['nothing where `NF` wins', [2, 0, 0, 0], [0, 8], null],
    ['the class that beats `unknown`', [5, 0, 0, 0], [4, 1], { truth: 0, clear: true }],
    ['the class that beats the others, but has no more than all of them', [4, 0, 2, 0], [2, 0], { truth: 0, clear: false }],
  ])('is %s', (_, votes, others, expected) => {
    expect(majority(votes, others)).toEqual(expected);
  });
});

describe('agreement', () => {
  it.each([
    ['all of them', [10, 0, 0], [0, 0], 1],
    ['those in the majority, not the one who says something else', [9, 1, 0], [0, 0], 0.9],
    ['nobody where each vote decides', [5, 5, 0], [0, 0], 0],
    ['the first of equals where without them it is one vote to spare', [5, 4, 0], [0, 0], 5 / 9],
    ['nobody who takes it for no face', [6, 0, 0], [2, 2], 0.6],
    ['nobody where the others agree on nothing', [2, 1, 1], [0, 0], 0],
  ])('is of %s', (_, votes, others, expected) => {
    expect(agreement(votes, others)).toBeCloseTo(expected, 10);
  });
});

describe('measure', () => {
  it('counts per class and over all', () => {
    const scores = [
      [0.9, 0.1, 0],
      [0.6, 0.4, 0],
      [0.3, 0.7, 0],
      [0.2, 0.8, 0],
    ];
    const { n, accuracy, macroF1, perClass, confusion, histogram } = measure(['a', 'b', 'c'], scores, [0, 1, 1, 1]);
    expect({ n, accuracy, confusion }).toEqual({
      n: 4,
      accuracy: 0.75,
      confusion: [
        [1, 0, 0],
        [1, 2, 0],
        [0, 0, 0],
      ],
    });
    expect(perClass['a']).toEqual({ precision: 0.5, recall: 1, f1: expect.closeTo(2 / 3, 10) as number, n: 1 });
    expect(perClass['b']).toEqual({
      precision: 1,
      recall: expect.closeTo(2 / 3, 10) as number,
      f1: expect.closeTo(0.8, 10) as number,
      n: 3,
    });
    expect(perClass['c']).toEqual({ precision: 0, recall: 0, f1: 0, n: 0 });
    expect(macroF1).toBeCloseTo((2 / 3 + 0.8) / 2, 10);
    expect(histogram).toEqual({ a: { truth: 1, predicted: 2 }, b: { truth: 3, predicted: 2 }, c: { truth: 0, predicted: 0 } });
  });
});

describe('calibration', () => {
  it('is without error where confidence is right, and all wrong where it is wrong', () => {
    const sure = Array.from({ length: 10 }, () => [0.8, 0.2]);
    const bins = reliability(sure, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect(bins.filter(({ n }) => n > 0)).toEqual([
      { from: 11 / 15, to: 12 / 15, n: 10, confidence: expect.closeTo(0.8, 10) as number, accuracy: 0.8 },
    ]);
    expect(calibrationError(bins)).toBeCloseTo(0, 10);
    expect(calibrationError(reliability([[1, 0]], [1]))).toBe(1);
  });
});

describe('withholding what is not sure', () => {
  const scores = [
    [0.9, 0.1],
    [0.55, 0.45],
    [0.8, 0.2],
    [0.4, 0.6],
  ];
  const truth = [0, 1, 0, 0];

  it('goes by the thresholds of probability and lead', () => {
    expect(keptByThresholds(scores, truth, { minProbability: 0.7, minMargin: 0 })).toEqual({ keptShare: 0.5, keptAccuracy: 1, gain: 50 });
    expect(keptByThresholds(scores, truth, { minProbability: 0, minMargin: 0.15 }).keptShare).toBe(0.75);
    expect(keptByThresholds(scores, truth, { minProbability: 0.99, minMargin: 0 })).toEqual({ keptShare: 0, keptAccuracy: 0, gain: 0 });
  });

  it('or keeps a share, the surest', () => {
    expect(keptByShare(scores, truth, 0.75)).toEqual({
      keptShare: 0.75,
      keptAccuracy: expect.closeTo(2 / 3, 10) as number,
      gain: expect.closeTo(100 / 6, 10) as number,
    });
  });
});
