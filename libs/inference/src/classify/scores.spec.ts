import { describe, expect, it } from 'vitest';
import { isUncertain, leadingIndex, softmax } from './scores.ts';

describe('softmax', () => {
  it('gives probabilities that sum to 1, whatever the size of the logits', () => {
    expect(softmax([0, Math.log(3)])).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.75, 12)]);
    expect(softmax([1000, 0])).toEqual([1, 0]);
    expect(softmax(Float32Array.of(-3, 0.5, 2)).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  });

  it('is flatter at a higher temperature, in the same order', () => {
    const [cold, warm] = [softmax([2, 1, 0], 0.5), softmax([2, 1, 0], 2)];
    expect(warm[0]).toBeLessThan(cold[0]!);
    expect(warm[0]).toBeCloseTo(softmax([1, 0.5, 0])[0]!, 12);
    expect(leadingIndex(warm)).toBe(0);
  });
});

describe('isUncertain', () => {
  const thresholds = { minProbability: 0.5, minMargin: 0.2 };

  it.each([
    [[0.6, 0.3, 0.1], false],
    [[0.1, 0.7, 0.2], false],
    [[0.5, 0.3, 0.2], false],
    [[0.49, 0.2, 0.31], true],
    [[0.55, 0.45, 0], true],
  ])('%j: %s', (scores, uncertain) => {
    expect(isUncertain(scores, thresholds)).toBe(uncertain);
  });
});
