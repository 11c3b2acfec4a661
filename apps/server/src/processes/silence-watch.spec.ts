import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { SilenceWatch } from './silence-watch.ts';

/** Nothing else runs meanwhile, as while this process is suspended. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

it('tells of silence, and not while something is heard', async () => {
  let told = 0;
  const watch = new SilenceWatch(() => told++, 400);
  for (let i = 0; i < 8; i++) {
    await sleep(100);
    watch.heard();
  }
  expect(told).toBe(0);
  await sleep(1_000);
  watch.close();
  expect(told).toBeGreaterThan(0);
});

it("does not take its own standstill for the other's silence", async () => {
  let told = 0;
  const watch = new SilenceWatch(() => told++, 400);
  block(1_500);
  // Timers first, then what has come: as for messages of another process.
  await sleep(20);
  expect(told).toBe(0);
  watch.heard();
  watch.close();
});
