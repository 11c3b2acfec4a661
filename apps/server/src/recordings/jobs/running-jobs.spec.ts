import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { NodeState } from '../../cluster/node-state.ts';
import { Superseded } from './job-ends.ts';
import { RunningJobs } from './running-jobs.ts';

it('runs one job of a name at a time, however many are asked for at once: the newest, after the others have let go', async () => {
  const running = new RunningJobs(null, new NodeState());
  let [atWork, most] = [0, 0];
  const begun: number[] = [];
  const ask = (number: number) =>
    running.track('name', async (signal) => {
      begun.push(number);
      most = Math.max(most, ++atWork);
      try {
        await setTimeout(number === 3 ? 0 : 60_000, undefined, { signal });
        return number;
      } catch {
        // As a process that takes a while to end.
        await setTimeout(20);
        throw signal.reason;
      } finally {
        atWork--;
      }
    });
  const first = ask(1);
  const superseded = expect(first).rejects.toThrow(Superseded);
  await setTimeout(10);
  const second = expect(ask(2)).rejects.toThrow(Superseded);
  expect(await ask(3)).toBe(3);
  await Promise.all([superseded, second]);
  expect({ begun, most }).toEqual({ begun: [1, 3], most: 1 });
  await running.stop('name', new Error('Nothing is left to stop.'));
});
