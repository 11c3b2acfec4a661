import { seeded } from './random.ts';

/** Something that came out or did not, of a person. */
export interface Observation {
  readonly person: string;
  readonly hit: boolean;
}

/** A share, and how far it lies from another one, with a 95 % confidence interval of that difference. */
export interface Difference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2_000;
const [LOW, HIGH] = [0.025, 0.975];

export const shareOf = (observations: readonly Observation[]): number =>
  observations.filter(({ hit }) => hit).length / Math.max(1, observations.length);

/**
 * The share of hits in one group minus that in another, with the percentile interval of a bootstrap (Efron and Tibshirani 1993, chapter 13)
 * that draws people, not pictures: pictures of one person resemble each other (Field and Welsh 2007, cluster bootstrap). A person may
 * be in both groups. Seeded: the same observations give the same interval.
 *
 * @returns null where one of the groups is empty
 */
export function bootstrapDifference(group: readonly Observation[], against: readonly Observation[], seed: string): Difference | null {
  if (group.length === 0 || against.length === 0) return null;
  const people = new Map<string, [hits: number, n: number, otherHits: number, otherN: number]>();
  const count = (observations: readonly Observation[], at: 0 | 2) => {
    for (const { person, hit } of observations) {
      const counts = people.get(person) ?? [0, 0, 0, 0];
      if (hit) counts[at]++;
      counts[at + 1]!++;
      people.set(person, counts);
    }
  };
  count(group, 0);
  count(against, 2);
  const all = [...people.values()];
  const random = seeded('bootstrap', seed);
  const differences: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let [hits, n, otherHits, otherN] = [0, 0, 0, 0];
    for (let draw = 0; draw < all.length; draw++) {
      const drawn = all[Math.floor(random() * all.length)]!;
      hits += drawn[0];
      n += drawn[1];
      otherHits += drawn[2];
      otherN += drawn[3];
    }
    // A resample in which a small group has nobody says nothing.
    if (n > 0 && otherN > 0) differences.push(hits / n - otherHits / otherN);
  }
  differences.sort((a, b) => a - b);
  const at = (share: number) => differences[Math.min(differences.length - 1, Math.floor(share * differences.length))]!;
  return { difference: shareOf(group) - shareOf(against), low: at(LOW), high: at(HIGH) };
}
