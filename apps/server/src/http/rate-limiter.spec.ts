import { expect, it } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';

it('lets through so many in a span, per key, and forgets', () => {
  let now = 0;
  const limiter = new RateLimiter(2, 1_000, () => now);
  expect([limiter.take('a'), limiter.take('a'), limiter.take('a'), limiter.take('b')]).toEqual([true, true, false, true]);
  now = 1_001;
  expect(limiter.take('a')).toBe(true);
  limiter.reset('a');
  expect(limiter.exceeded('a')).toBe(false);
});
