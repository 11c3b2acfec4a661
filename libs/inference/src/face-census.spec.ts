import { describe, expect, it } from 'vitest';
import type { Box } from '#contracts/emotion';
import { FaceCensus, faceCensusState } from './face-census.ts';
import type { FaceLook } from './face-look.ts';

const BOX: Box = [10, 10, 50, 50];
const ELSEWHERE: Box = [200, 10, 50, 50];
const look = (atMs: number, ...numbers: number[]): FaceLook => ({
  index: atMs / 200,
  atMs,
  sampled: true,
  faces: numbers.map((number) => ({ number, state: 'ok', box: number === 2 ? ELSEWHERE : BOX })),
});
const census = (looks: readonly FaceLook[], state?: unknown) => {
  const one = new FaceCensus(state === undefined ? undefined : faceCensusState.parse(state));
  for (const each of looks) one.add(each);
  return one;
};
const looks = (from: number, to: number, ...numbers: number[]) =>
  Array.from({ length: (to - from) / 200 }, (_, index) => look(from + index * 200, ...numbers));

describe('FaceCensus', () => {
  it('lists who was seen for a second, and says of how many that is not so', () => {
    const { faces, brief, frames } = census([...looks(0, 4_000, 1), ...looks(4_000, 4_600, 1, 2), ...looks(4_600, 10_000, 1, 3)]).listing;
    expect(faces.map(({ number, firstMs, lastMs }) => [number, firstMs, lastMs])).toEqual([
      [1, 0, 9_800],
      [3, 4_600, 9_800],
    ]);
    expect(brief).toBe(1);
    // A ghost is no more in the pictures than in the list.
    expect(frames.flatMap(({ boxes }) => boxes.map(({ number }) => number))).not.toContain(2);
    for (const number of [1, 3]) expect(frames.some(({ boxes }) => boxes.some((one) => one.number === number))).toBe(true);
  });

  it('lists everybody in a video shorter than that', () => {
    expect(census(looks(0, 600, 1, 2)).listing).toMatchObject({ faces: [{ number: 1 }, { number: 2 }], brief: 0 });
    expect(census(looks(0, 600)).listing).toEqual({ faces: [], frames: [], brief: 0, unfollowed: 0 });
  });

  it('says how many people another detector sees at once who have no number', () => {
    const one = new FaceCensus();
    for (const [index, each] of looks(0, 6_000, 1).entries()) one.add(each, index % 10 === 5 ? [BOX, ELSEWHERE] : null);
    expect(one.severalPeople).toBe(true);
    expect(one.listing).toMatchObject({ faces: [{ number: 1 }], unfollowed: 1 });
    expect(one.listing.frames.find(({ others }) => others.length > 0)).toEqual({
      atMs: 1_000,
      boxes: [{ number: 1, box: BOX }],
      others: [ELSEWHERE],
    });
    const two = new FaceCensus();
    for (const each of looks(0, 6_000, 1, 2)) two.add(each, [BOX, ELSEWHERE]);
    expect(two.listing.unfollowed).toBe(0);
  });

  it('shows a face when it came and when it was there last, too', () => {
    expect(census(looks(0, 20_000, 1)).listing.frames.map(({ atMs }) => atMs)).toEqual([0, 19_800]);
  });

  it('goes on from its state as if nothing had been', () => {
    const [before, after] = [looks(0, 5_000, 1, 2), looks(5_000, 9_000, 2, 3)];
    expect(census(after, JSON.parse(JSON.stringify(census(before).state))).listing).toEqual(census([...before, ...after]).listing);
  });
});
