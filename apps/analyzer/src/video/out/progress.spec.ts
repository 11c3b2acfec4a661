import { describe, expect, it } from 'vitest';
import type { JobProgress } from '#contracts/recording';
import { Progress } from './progress.ts';

function setup(totalMs: number) {
  const told: JobProgress[] = [];
  const clock = { now: 0 };
  return { told, clock, progress: new Progress(totalMs, (one) => told.push(one), () => clock.now) };
}

describe('Progress', () => {
  it('is told at most four times a second', () => {
    const { told, clock, progress } = setup(10_000);
    for (; clock.now < 1_000; clock.now += 10) progress.at(clock.now);
    expect(told).toHaveLength(4);
  });

  it('knows speed and time left after a second, and ends at the whole', () => {
    const { told, clock, progress } = setup(10_000);
    progress.at(0);
    clock.now = 2_000;
    progress.at(8_000);
    progress.done();
    expect(told).toEqual([
      { share: 0, atMs: 0, speed: null, leftMs: null }, { share: 0.8, atMs: 8_000, speed: 4, leftMs: 500 }, { share: 1, atMs: 10_000, speed: 5, leftMs: 0 },
    ]);
  });
});
