import { describe, expect, it } from 'vitest';
import { evenOut, leastBusy, type Place } from './placing.ts';

const places = (...list: [taps: number, framesPerSecond: number][]): Place[] =>
  list.map(([taps, framesPerSecond]) => ({ taps, framesPerSecond }));

/** Moves until nothing gets better; answers the taps of each and how many moves that took. */
function settle(all: Place[]): { taps: number[]; moves: number } {
  for (let moves = 0; ; moves++) {
    const move = evenOut(all);
    if (move === null || moves > 1_000) return { taps: all.map(({ taps }) => taps), moves };
    move.from.taps--;
    move.to.taps++;
  }
}

describe('who gets a tap', () => {
  it('is nobody where there is nobody', () => {
    expect(leastBusy([])).toBeNull();
    expect(evenOut([])).toBeNull();
    expect(evenOut(places([5, 100]))).toBeNull();
  });

  it('is who has most left of what it can do', () => {
    const [small, large] = places([0, 100], [3, 1_000]);
    expect(leastBusy([small!, large!])).toBe(large);
  });

  it('is shared evenly among equals, a third among three', () => {
    const all = places([0, 200], [0, 200], [0, 200]);
    for (let tap = 0; tap < 12; tap++) leastBusy(all)!.taps++;
    expect(all.map(({ taps }) => taps)).toEqual([4, 4, 4]);
  });
});

describe('evening out', () => {
  it('gives a third analyzer its third, and moves nothing else', () => {
    expect(settle(places([6, 200], [6, 200], [0, 200]))).toEqual({ taps: [4, 4, 4], moves: 4 });
  });

  it('gives a fast one the most', () => {
    expect(settle(places([10, 200], [0, 800])).taps).toEqual([2, 8]);
  });

  it('comes to an end, whatever it begins with', () => {
    for (let seed = 1; seed < 500; seed++) {
      const random = (most: number, by: number) => ((seed * by) % 1_009) % most;
      const all = places([random(20, 7), 100], [random(30, 13), 1 + random(900, 31)], [random(9, 17), 50 + random(300, 5)]);
      const total = all.reduce((sum, { taps }) => sum + taps, 0);
      const { taps, moves } = settle(all);
      expect(taps.reduce((sum, one) => sum + one, 0)).toBe(total);
      expect(moves).toBeLessThanOrEqual(total);
    }
  });
});
