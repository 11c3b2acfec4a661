import { describe, expect, it } from 'vitest';
import type { JobProgress } from '#contracts/recording';
import { Pace } from './pace.ts';

describe('Pace', () => {
  it('tells share, speed of the last seconds, and the time left, at most four times a second', () => {
    let now = 0;
    const told: JobProgress[] = [];
    const pace = new Pace(
      100_000,
      20_000,
      (progress) => told.push(progress),
      () => now,
    );
    // Ten times real time for ten seconds, then twice that.
    for (let atMs = 20_000; now < 14_000; now += 50, atMs += now <= 5_000 ? 500 : 1_000) pace.at(Math.min(atMs, 100_000));
    expect(told).toHaveLength(56);
    expect(told[0]).toEqual({ share: 0.2, atMs: 20_000, speed: null, leftMs: null });
    const early = told.find(({ atMs }) => atMs >= 50_000)!;
    expect(early).toMatchObject({ share: early.atMs / 100_000, speed: 10, leftMs: (100_000 - early.atMs) / 10 });
    expect(told.find(({ atMs }) => atMs === 100_000)).toMatchObject({ share: 1, leftMs: 0 });
  });

  it('knows of no time left where nothing moves', () => {
    let now = 0;
    const told: JobProgress[] = [];
    const pace = new Pace(
      100_000,
      0,
      (progress) => told.push(progress),
      () => now,
    );
    for (; now < 3_000; now += 250) pace.at(5_000);
    for (; now < 20_000; now += 250) pace.at(5_000);
    expect(told.at(-1)).toEqual({ share: 0.05, atMs: 5_000, speed: 0, leftMs: null });
  });

  it('ends at the whole, however little it was told before', () => {
    const told: JobProgress[] = [];
    new Pace(
      10_000,
      0,
      (progress) => told.push(progress),
      () => 0,
    ).done();
    expect(told).toEqual([{ share: 1, atMs: 10_000, speed: null, leftMs: 0 }]);
  });
});
