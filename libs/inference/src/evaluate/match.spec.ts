import { describe, expect, it } from 'vitest';
import type { Box } from '#contracts/emotion';
import { atPrecision, curve, detection, judge, recallByHeight, type Verdict } from './match.ts';

const face = (score: number, ...box: Box) => ({ score, box });
const outcomes = (verdicts: Verdict[]) => verdicts.map(({ is }) => is);

describe('judge', () => {
  it('takes a box for the face it covers by half or more', () => {
    expect(judge([face(1, 0, 0, 100, 200)], [[0, 0, 100, 100]], [])).toEqual([{ score: 1, is: 'face', face: [0, 0, 100, 100], iou: 0.5 }]);
    expect(judge([face(1, 0, 0, 100, 201)], [[0, 0, 100, 100]], [])).toEqual([{ score: 1, is: 'wrong', face: null, iou: 0 }]);
  });

  it('lets the surer of two boxes have a face; the other one is wrong', () => {
    const verdicts = judge([face(2, 10, 0, 100, 100), face(7, 20, 0, 100, 100)], [[0, 0, 100, 100]], []);
    expect(verdicts).toMatchObject([
      { score: 7, is: 'face', iou: expect.closeTo(2 / 3, 10) as number },
      { score: 2, is: 'wrong', iou: 0 },
    ]);
  });

  it('gives each box the face it covers best, and leaves the other for the next', () => {
    const faces: Box[] = [
      [0, 0, 100, 100],
      [20, 0, 100, 100],
    ];
    expect(outcomes(judge([face(2, 18, 0, 100, 100), face(1, 10, 0, 100, 100)], faces, []))).toEqual(['face', 'face']);
  });

  it('counts neither way what matches an ignored region or lies mostly inside one', () => {
    const masked: Box = [100, 0, 100, 100];
    expect(outcomes(judge([face(1, 110, 10, 100, 100)], [], [masked]))).toEqual(['ignored']);
    expect(outcomes(judge([face(1, 110, 10, 20, 20)], [], [masked]))).toEqual(['ignored']);
    expect(outcomes(judge([face(1, 90, 0, 20, 20)], [], [masked]))).toEqual(['ignored']);
    expect(outcomes(judge([face(1, 89, 0, 20, 20)], [], [masked]))).toEqual(['wrong']);
    expect(outcomes(judge([face(1, 60, 0, 200, 100)], [], [masked]))).toEqual(['ignored']);
    expect(outcomes(judge([face(1, 60, 0, 200, 110)], [], [masked]))).toEqual(['wrong']);
  });

  it('prefers a face to the ignored region around it', () => {
    expect(outcomes(judge([face(1, 0, 0, 100, 100)], [[0, 0, 100, 110]], [[0, 0, 100, 100]]))).toEqual(['face']);
  });
});

const verdict = (score: number, is: Verdict['is']): Verdict => ({ score, is, face: null, iou: 0 });
const VERDICTS = [verdict(9, 'face'), verdict(3, 'face'), verdict(2, 'wrong'), verdict(8, 'ignored'), verdict(1, 'face')];

describe('detection', () => {
  it('is the share of faces that were found, and of findings that are faces', () => {
    expect(detection(VERDICTS, 4)).toEqual({ recall: 0.75, precision: 0.75 });
  });

  it('is defined where nothing is there or found', () => {
    expect(detection([], 4)).toEqual({ recall: 0, precision: 1 });
    expect(detection([verdict(1, 'wrong')], 0)).toEqual({ recall: 0, precision: 0 });
  });
});

describe('recallByHeight', () => {
  it('tells apart low and high faces', () => {
    const faces: Box[] = [
      [0, 0, 20, 24],
      [50, 0, 20, 31],
      [100, 0, 50, 32],
    ];
    const verdicts = judge([face(1, 50, 0, 20, 30), face(1, 100, 0, 50, 30)], faces, []);
    expect(recallByHeight(verdicts, faces, [24, 32, 48])).toEqual([
      { from: 24, to: 32, n: 2, recall: 0.5 },
      { from: 32, to: 48, n: 1, recall: 1 },
      { from: 48, to: null, n: 0, recall: 0 },
    ]);
  });
});

describe('curve', () => {
  it('begins with all and drops the least sure', () => {
    expect(curve(VERDICTS, 4, 3)).toEqual([
      { score: 1, recall: 0.75, precision: 0.75 },
      { score: 3, recall: 0.5, precision: 1 },
    ]);
    expect(curve([], 4)).toEqual([]);
  });

  it('tells where a precision is reached first', () => {
    expect(atPrecision(VERDICTS, 4, 0.7)).toEqual({ score: 1, recall: 0.75, precision: 0.75 });
    expect(atPrecision(VERDICTS, 4, 0.9)).toEqual({ score: 3, recall: 0.5, precision: 1 });
    const onlySurest = [1, 2, 3, 9].map((score) => verdict(score, 'face'));
    expect(atPrecision([...onlySurest, verdict(5, 'wrong')], 4, 0.9)).toEqual({ score: 9, recall: 0.25, precision: 1 });
    expect(atPrecision([], 4, 0.9)).toBeNull();
  });
});
