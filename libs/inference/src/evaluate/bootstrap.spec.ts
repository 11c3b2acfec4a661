import { describe, expect, it } from 'vitest';
import { bootstrapDifference, shareOf, type Observation } from './bootstrap.ts';
import { seeded } from './random.ts';

/** `people` with `each` observations, hits at random with a share of their own around `share`. */
function drawn(seed: string, people: number, each: number, share: number): Observation[] {
  const random = seeded(seed);
  return Array.from({ length: people }, (_, person) =>
    Array.from({ length: each }, () => ({ person: `${seed}-${person}`, hit: random() < share })),
  ).flat();
}

describe('bootstrapDifference', () => {
  it('finds a difference, and holds it where there is none', () => {
    const [some, same, fewer] = [drawn('a', 150, 2, 0.7), drawn('b', 150, 2, 0.7), drawn('c', 150, 2, 0.5)];
    const real = bootstrapDifference(fewer, some, 'real')!;
    expect(real.difference).toBeCloseTo(shareOf(fewer) - shareOf(some), 10);
    expect(real.high).toBeLessThan(0);
    expect(real.low).toBeLessThan(real.difference);
    const none = bootstrapDifference(same, some, 'none')!;
    expect(none.low).toBeLessThan(0);
    expect(none.high).toBeGreaterThan(0);
  });

  it('covers the true difference about as often as it says', () => {
    const covered = Array.from({ length: 60 }, (_, run) => {
      const { low, high } = bootstrapDifference(drawn(`x${run}`, 60, 1, 0.6), drawn(`y${run}`, 60, 1, 0.5), String(run))!;
      return low <= 0.1 && high >= 0.1;
    }).filter(Boolean).length;
    expect(covered).toBeGreaterThanOrEqual(51);
  });

  it('counts people, not pictures', () => {
    // Ten times the same ten people's pictures say no more than one each.
    const once = Array.from({ length: 10 }, (_, person) => ({ person: String(person), hit: person < 6 }));
    const other = drawn('o', 200, 1, 0.5);
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    const ten = Array.from({ length: 10 }, () => once).flat();
    expect(width(bootstrapDifference(ten, other, 's')!)).toBeGreaterThan(0.8 * width(bootstrapDifference(once, other, 's')!));
  });

  it('is the same again, and null of nobody', () => {
    const [a, b] = [drawn('a', 20, 1, 0.5), drawn('b', 20, 1, 0.5)];
    expect(bootstrapDifference(a, b, 's')).toEqual(bootstrapDifference(a, b, 's'));
    expect(bootstrapDifference([], b, 's')).toBeNull();
  });
});
