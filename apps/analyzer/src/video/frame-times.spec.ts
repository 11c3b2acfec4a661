import { AV_NOPTS_VALUE } from 'node-av/constants';
import { describe, expect, it } from 'vitest';
import { FrameTimes } from './frame-times.ts';

const timesOf = (stamps: readonly (bigint | null)[], originMs = 0) => {
  const times = new FrameTimes({ originMs, tickMs: 10, stepMs: 40, endMs: 11_000 });
  return stamps.map((stamp) => times.next(stamp ?? AV_NOPTS_VALUE));
};

describe('FrameTimes', () => {
  it('is what the time stamps say, from the start of the video on', () => {
    expect(timesOf([100n, 104n, 150n], 1_000)).toEqual([0, 40, 500]);
    expect(timesOf([-10n, 0n, 5n], -100)).toEqual([0, 100, 150]);
    expect(timesOf([-2n, 2n])).toEqual([0, 20]);
  });

  it('counts on where they say nothing, go back, stay, or leap past the end', () => {
    expect(timesOf([null, null, null, 30n])).toEqual([0, 40, 80, 300]);
    expect(timesOf([0n, 10n, 10n, 3n, 20n])).toEqual([0, 100, 140, 180, 200]);
    expect(timesOf([0n, 4n, 900_000n, 12n])).toEqual([0, 40, 80, 120]);
    expect(timesOf([900_000n, 4n])).toEqual([0, 40]);
  });
});
