import { expect, it } from 'vitest';
import { networkWord } from './network.ts';

it.each([
  ['none', [], undefined],
  ['good', [20, 30, 25, 40], undefined],
  ['good', [20, 30, 900, 25], 10],
  ['fair', [250, 260, 240, 255], 10],
  ['fair', [20, 20, 20, 20], 1],
  ['poor', [20, 20], 10],
  ['poor', [700, 800, 750, 720], 10],
  ['poor', [20, 20, 20, 20], 0.2],
] as const)('says %s for %j at %s Mbit/s', (word, roundTrips, downlink) => {
  expect(networkWord([...roundTrips], 4, downlink)).toBe(word);
});
