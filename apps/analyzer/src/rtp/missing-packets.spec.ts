import { describe, expect, it } from 'vitest';
import { GIVE_UP_MS, MissingPackets } from './missing-packets.ts';

describe('MissingPackets', () => {
  it('asks for what was left out after a moment, and again, three times at most', () => {
    const missing = new MissingPackets();
    missing.came(10, 0);
    missing.came(13, 100);
    expect(missing.toAskFor(100)).toEqual([]);
    expect(missing.nextAt).toBe(120);
    expect(missing.toAskFor(120)).toEqual([11, 12]);
    expect(missing.toAskFor(219)).toEqual([]);
    missing.came(12, 219);
    expect(missing.toAskFor(220)).toEqual([11]);
    expect(missing.toAskFor(320)).toEqual([11]);
    expect(missing.toAskFor(420)).toEqual([]);
    expect(missing.nextAt).toBe(100 + GIVE_UP_MS);
  });

  it('gives up what has been waited for long enough, and only that', () => {
    const missing = new MissingPackets();
    missing.came(1, 0);
    missing.came(3, 0);
    missing.came(5, 100);
    expect(missing.giveUp(GIVE_UP_MS - 1)).toBeNull();
    expect(missing.giveUp(GIVE_UP_MS)).toBe(2);
    expect(missing.isAnyIn(1, 5)).toBe(true);
    expect(missing.giveUp(GIVE_UP_MS + 100)).toBe(4);
    expect(missing.nextAt).toBeNull();
  });

  it('waits for nothing that came late, is not needed, or lies in a jump of the whole stream', () => {
    const missing = new MissingPackets();
    missing.came(1, 0);
    missing.came(4, 0);
    missing.came(2, 1);
    missing.forgetBelow(4);
    expect(missing.isAnyIn(0, 100)).toBe(false);
    expect(missing.came(9_000, 2)).toBe(true);
    expect(missing.nextAt).toBeNull();
  });
});
