import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { ApiException } from '../http/api-exception.ts';
import { ThreadPool } from './thread-pool.ts';
import { threadTask } from './thread-task.ts';

const pool = new ThreadPool({ heapMb: 64, threads: 1 });
afterAll(() => pool.onApplicationShutdown());

const task = <I, O>(name: string, limitMs = 20_000) => threadTask<I, O>(import.meta.url, './testing/misbehaving.thread', name, { limitMs });
const double = task<number, number>('double');

it("runs a task, with nothing of the server's environment", async () => {
  expect(await pool.run(double, 21, { key: 'a' })).toBe(42);
  expect(await pool.run(task<null, string[]>('environment'), null, { key: 'a' })).toEqual([]);
});

it('ends what takes too long, and what waits behind it is done', async () => {
  const spinning = pool.run(task<null, never>('spin', 500), null, { key: 'a' });
  const behind = pool.run(double, 2, { key: 'b' });
  await expect(spinning).rejects.toMatchObject({ code: 'too-much-work', message: expect.stringContaining('0.5 seconds') as string });
  expect(await behind).toBe(4);
});

it('ends what takes too much memory, and nothing else', async () => {
  await expect(pool.run(task<null, never>('eat'), null, { key: 'a' })).rejects.toMatchObject({
    code: 'too-much-work',
    message: expect.stringContaining('memory') as string,
  });
  expect(await pool.run(double, 3, { key: 'a' })).toBe(6);
}, 30_000);

it('passes on what a task throws, also that its thread ended', async () => {
  await expect(pool.run(task<null, never>('fail'), null, { key: 'a' })).rejects.toThrow('Out of range.');
  await expect(pool.run(task<null, never>('exit'), null, { key: 'a' })).rejects.toThrow();
  expect(await pool.run(double, 4, { key: 'a' })).toBe(8);
});

it("says that it is busy where too much waits for one account, and takes the other's", async () => {
  const first = pool.run(task<null, never>('spin', 1_000), null, { key: 'a' }).catch((error: unknown) => error);
  await sleep(50);
  const mine = Array.from({ length: 12 }, () => pool.run(double, 1, { key: 'a' }).catch((error: unknown) => error));
  const theirs = pool.run(double, 5, { key: 'b' });
  const answers = await Promise.all(mine);
  expect(answers.filter((answer) => answer instanceof ApiException && answer.code === 'server-busy')).toHaveLength(4);
  expect(await theirs).toBe(10);
  expect(await first).toMatchObject({ code: 'too-much-work' });
});
