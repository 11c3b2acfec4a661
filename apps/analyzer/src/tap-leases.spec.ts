import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LEASE_EVERY_MS, LEASE_MS } from '#contracts/analyzer-link';
import { TapLeases } from './tap-leases.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function setup({ answers = true } = {}) {
  const server = { answers, taps: ['tap'] };
  const expired: string[] = [];
  const asked: number[] = [];
  const leases: TapLeases = new TapLeases({
    ask: (askedAt) => {
      asked.push(askedAt);
      if (server.answers) queueMicrotask(() => leases.renew(askedAt, server.taps));
    },
    expire: (tapId) => expired.push(tapId),
  });
  return { leases, server, expired, asked };
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("a tap's lease", () => {
  it('is held only after the first answer, and as long as answers come', async () => {
    const { leases, expired } = setup();
    leases.add('tap');
    expect(leases.holds('tap')).toBe(false);
    await pass(0);
    expect(leases.holds('tap')).toBe(true);
    await pass(10_000);
    expect([leases.holds('tap'), expired]).toEqual([true, []]);
  });

  it('ends within a second of the last answer, and the tap with it', async () => {
    const { leases, server, expired } = setup();
    leases.add('tap');
    await pass(5_000);
    server.answers = false;
    await pass(1_000);
    expect([leases.holds('tap'), expired]).toEqual([false, ['tap']]);
  });

  it('ends by the clock, before any timer has noticed', async () => {
    const { leases } = setup();
    leases.add('tap');
    await pass(0);
    vi.setSystemTime(Date.now());
    const later = performance.now() + LEASE_MS;
    vi.spyOn(performance, 'now').mockReturnValue(later);
    expect(leases.holds('tap')).toBe(false);
    vi.restoreAllMocks();
  });

  it('is not renewed by an answer that was long on the way, nor revived by it', async () => {
    const { leases, server, expired, asked } = setup();
    leases.add('tap');
    await pass(LEASE_EVERY_MS);
    server.answers = false;
    const old = asked.at(-1)!;
    await pass(LEASE_MS + LEASE_EVERY_MS);
    leases.renew(old, ['tap']);
    expect([leases.holds('tap'), expired]).toEqual([false, ['tap']]);
  });

  it('ends at once for a tap that the server does not name any more', async () => {
    const { leases, server, expired } = setup();
    leases.add('tap');
    await pass(LEASE_EVERY_MS);
    server.taps = [];
    await pass(LEASE_EVERY_MS);
    expect([leases.holds('tap'), expired]).toEqual([false, ['tap']]);
  });

  it('is asked for all taps at once, and not at all where there is none', async () => {
    const { leases, server, asked } = setup();
    await pass(2_000);
    expect(asked).toEqual([]);
    server.taps = ['a', 'b', 'c'];
    for (const tapId of server.taps) leases.add(tapId);
    const before = asked.length;
    await pass(1_000);
    expect(asked.length - before).toBeLessThanOrEqual(1_000 / LEASE_EVERY_MS);
    for (const tapId of server.taps) leases.remove(tapId);
    const after = asked.length;
    await pass(2_000);
    expect(asked.length).toBe(after);
  });
});
