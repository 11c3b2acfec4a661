import { afterAll, beforeAll, expect, it } from 'vitest';
import { InferenceEngine } from '#inference/engine';
import { framesPerSecond, measureFrames } from './capacity.ts';

let engine: InferenceEngine;
beforeAll(async () => void (engine = await InferenceEngine.start({ profile: 'light', device: 'cpu', threads: 1 })));
afterAll(() => engine.close());

it('counts the threads of a CPU', async () => {
  expect(await framesPerSecond(engine, 3)).toBe(3 * (await framesPerSecond(engine, 1)));
});

it('measures what an engine really does, and leaves nothing behind', async () => {
  const measured = await measureFrames(engine, 500);
  expect(measured).toBeGreaterThan(1);
  expect(measured).toBeLessThan(100_000);
  expect(engine.pool.busy('measured-0')).toBe(false);
});
