import { expect, it } from 'vitest';
import { FairQueue, QueueFull } from './fair-queue.ts';

function setup(limits = { atOnce: 1, waitingPerKey: 3, waiting: 4 }) {
  const queue = new FairQueue(limits);
  const order: string[] = [];
  const ends: (() => void)[] = [];
  const run = (key: string, name: string) =>
    queue.run(key, () => {
      order.push(name);
      return new Promise<void>((resolve) => void ends.push(resolve));
    });
  const settled = async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  const end = async () => {
    await settled();
    ends.shift()?.();
    await settled();
  };
  return { run, end, order };
}

it('takes what waits in turns by key', async () => {
  const { run, end, order } = setup();
  const all = [run('a', 'a1'), run('a', 'a2'), run('a', 'a3'), run('b', 'b1')];
  for (let i = 0; i < 4; i++) await end();
  await Promise.all(all);
  expect(order).toEqual(['a1', 'a2', 'b1', 'a3']);
});

it('refuses what is too much, of one key or of all', async () => {
  const { run, end, order } = setup();
  const all = [run('a', 'a1'), run('a', 'a2'), run('a', 'a3'), run('a', 'a4')];
  await expect(run('a', 'a5')).rejects.toThrow(QueueFull);
  all.push(run('b', 'b1'));
  await expect(run('c', 'c1')).rejects.toThrow(QueueFull);
  for (let i = 0; i < 5; i++) await end();
  await Promise.all(all);
  expect(order).toHaveLength(5);
});

it('goes on after work that fails', async () => {
  const queue = new FairQueue({ atOnce: 1, waitingPerKey: 1, waiting: 1 });
  const failing = queue.run('a', () => Promise.reject(new Error('No.')));
  const next = queue.run('a', () => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('No.');
  expect(await next).toBe('yes');
});
