import type { Lane } from './lane.ts';
import { type OwedEntry, weightOf } from './owed-kind.ts';

/** Rows of a few hundred bytes that are held while they cannot be stored: about 20 MB, or half an hour of six participants. */
export const MAX_WEIGHT = 50_000;

export const weightIn = (lanes: Iterable<Lane>): number =>
  [...lanes].reduce((sum, lane) => lane.entries.reduce((of, entry) => of + weightOf(entry), sum), 0);

/**
 * Takes the oldest entries out until a tenth of the room is free: expendable ones (samples), then others that are no states. States are
 * never given up: there are only as many as people and calls. Nothing under way is taken.
 */
export function makeRoom(lanes: Iterable<Lane>, max = MAX_WEIGHT): OwedEntry[] {
  const all = [...lanes];
  let weight = weightIn(all);
  if (weight <= max) return [];
  const byAge = all
    .flatMap((lane) => lane.queue)
    .filter((entry) => entry.state === null)
    .sort((a, b) => a.since - b.since);
  const given = new Set<OwedEntry>();
  for (const expendable of [true, false]) {
    for (const entry of byAge) {
      if (weight <= max * 0.9) break;
      if ((entry.kind.expendable ?? false) !== expendable) continue;
      given.add(entry);
      weight -= weightOf(entry);
    }
    // Others are only given up to get under the bound.
    if (weight <= max) break;
  }
  for (const lane of all) lane.queue.splice(0, lane.queue.length, ...lane.queue.filter((entry) => !given.has(entry)));
  return [...given];
}
