import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Limit } from './limit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('lets through so many in a span, per key, says how long to wait, and forgets', async () => {
  const limit = Limit.inMemory({ points: 2, seconds: 90 });
  await limit.take('a');
  await limit.take('a');
  await expect(limit.take('a')).rejects.toMatchObject({
    code: 'too-many-tries',
    retryAfterSeconds: 90,
    message: expect.stringContaining('2 minutes') as string,
  });
  await limit.take('b');
  vi.advanceTimersByTime(91_000);
  await limit.take('a');
  await limit.take('a');
  await limit.giveBack('a');
  await limit.take('a');
  await limit.forget('a');
  await limit.take('a');
});
