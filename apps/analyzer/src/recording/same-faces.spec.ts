import { describe, expect, it } from 'vitest';
import type { Box } from '#contracts/emotion';
import type { FaceLook } from '#inference/face-look';
import { sameFaces } from './same-faces.ts';

type Faces = Record<number, Box | null>;

/** Looks every so many ms. */
async function* looks(everyMs: number, at: (atMs: number) => Faces): AsyncGenerator<FaceLook> {
  for (let index = 0, atMs = 0; atMs < 10_000; index++, atMs += everyMs) {
    yield {
      index,
      atMs,
      sampled: true,
      faces: Object.entries(at(atMs)).map(([number, box]) => ({ number: Number(number), state: box === null ? 'no-face' : 'ok', box })),
    };
  }
}

const left: Box = [10, 10, 50, 60];
const right: Box = [200, 10, 50, 60];

describe('sameFaces', () => {
  it('finds the faces of an earlier analysis under other numbers, at other times, in other boxes', async () => {
    const found = await sameFaces(
      looks(130, () => ({ 1: [195, 5, 62, 70], 2: [8, 8, 56, 64] })),
      looks(200, () => ({ 1: left, 2: right })),
    );
    expect(found).toEqual([
      { number: 1, before: 2 },
      { number: 2, before: 1 },
    ]);
  });

  it('follows people who change places', async () => {
    const swap = (atMs: number) => atMs > 5_000;
    const found = await sameFaces(
      looks(100, (atMs) => (swap(atMs) ? { 7: right, 8: left } : { 7: left, 8: right })),
      looks(250, (atMs) => (swap(atMs) ? { 1: right, 2: left } : { 1: left, 2: right })),
    );
    expect(found).toEqual([
      { number: 7, before: 1 },
      { number: 8, before: 2 },
    ]);
  });

  it('gives one person whom the new analysis lost for a while both numbers', async () => {
    const found = await sameFaces(
      looks(100, (atMs) => ({ [atMs < 4_000 ? 1 : 2]: left })),
      looks(100, () => ({ 3: left })),
    );
    expect(found).toEqual([
      { number: 1, before: 3 },
      { number: 2, before: 3 },
    ]);
  });

  it('leaves out whom the earlier analysis did not see there and then', async () => {
    expect(
      await sameFaces(
        looks(100, () => ({ 1: left })),
        looks(100, (atMs) => ({ 1: atMs < 3_000 ? left : null })),
      ),
    ).toEqual([]);
    expect(
      await sameFaces(
        looks(100, () => ({ 1: left })),
        looks(100, () => ({ 1: right })),
      ),
    ).toEqual([]);
    expect(
      await sameFaces(
        looks(100, () => ({ 1: left })),
        looks(20_000, () => ({})),
      ),
    ).toEqual([]);
  });
});
