import { describe, expect, it } from 'vitest';
import { squareAround } from './crop.ts';

describe('squareAround', () => {
  it('is as large as the longer side says, and moved by its share', () => {
    expect(squareAround([10, 20, 40, 50], { scale: 1.2, shiftY: 0.1 })).toEqual([0, 21, 60, 60]);
  });
});
