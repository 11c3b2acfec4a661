import { describe, expect, it } from 'vitest';
import { ahead } from './ahead.ts';

async function* numbers(count: number, made: number[], ended: () => void): AsyncGenerator<number> {
  try {
    for (let value = 0; value < count; value++) {
      made.push(value);
      yield value;
    }
  } finally {
    ended();
  }
}

describe('ahead', () => {
  it('gives all values in order, some made before they are needed, never many', async () => {
    const made: number[] = [];
    const given: number[] = [];
    let most = 0;
    for await (const value of ahead(
      numbers(20, made, () => {}),
      3,
      () => {},
    )) {
      given.push(value);
      await new Promise(setImmediate);
      most = Math.max(most, made.length - given.length);
    }
    expect(given).toEqual(made);
    expect(most).toBe(3);
  });

  it('frees what was made and not taken, and ends the source', async () => {
    const made: number[] = [];
    const freed: number[] = [];
    let ended = false;
    for await (const value of ahead(
      numbers(20, made, () => (ended = true)),
      3,
      (left) => freed.push(left),
    ))
      if (value === 5) break;
    expect(freed).toEqual(made.slice(6));
    expect(ended).toBe(true);
  });

  it('throws what the source throws', async () => {
    const failing = (async function* () {
      yield await Promise.resolve(1);
      throw new Error('Broken.');
    })();
    await expect(
      (async () => {
        for await (const value of ahead(failing, 2, () => {})) expect(value).toBe(1);
      })(),
    ).rejects.toThrow('Broken.');
  });
});
