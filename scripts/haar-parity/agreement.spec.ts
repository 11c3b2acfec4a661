import { describe, expect, it } from 'vitest';
import { NOTHING, plusFrame, share } from './agreement.ts';

describe('plusFrame', () => {
  it('pairs boxes that are nearly the same, each once', () => {
    const sum = plusFrame(
      NOTHING,
      [
        [0, 0, 100, 100],
        [2, 0, 100, 100],
        [300, 0, 50, 50],
      ],
      [
        [1, 0, 100, 100],
        [300, 0, 50, 50],
        [500, 0, 9, 9],
      ],
    );
    expect(sum).toEqual({ frames: 1, ours: 3, theirs: 3, same: 2, equal: 1 });
    expect(share(sum)).toBeCloseTo(4 / 6, 10);
  });

  it('takes none for the same that overlap less', () => {
    expect(plusFrame(NOTHING, [[0, 0, 100, 100]], [[0, 0, 100, 80]]).same).toBe(1);
    expect(plusFrame(NOTHING, [[0, 0, 100, 100]], [[0, 0, 100, 79]]).same).toBe(0);
  });

  it('counts a frame in which both see nothing as agreement', () => {
    expect(share(plusFrame(NOTHING, [], []))).toBe(1);
  });
});
