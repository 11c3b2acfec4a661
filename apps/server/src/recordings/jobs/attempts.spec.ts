import { describe, expect, it } from 'vitest';
import type { Problem } from '#contracts/recording';
import { work } from './attempts.ts';
import { Cancelled, GivenBack, ProcessEnded } from './job-ends.ts';
import { TaskFailed } from './task-process.ts';

function setup(...ends: (Error | null)[]) {
  const seen = { attempts: 0, tries: 0, problems: [] as Problem[] };
  const done = work({
    claim: () => Promise.resolve({ attempts: ++seen.attempts }),
    giveBack: () => Promise.resolve(void seen.attempts--),
    run: () => {
      const end = ends[seen.tries++];
      return end === null || end === undefined ? Promise.resolve() : Promise.reject(end);
    },
    fail: (_attempt, problem) => Promise.resolve(void seen.problems.push(problem)),
  });
  return { seen, done };
}

describe('a job', () => {
  it('is tried again after a crash', async () => {
    const { seen, done } = setup(new ProcessEnded('SIGSEGV'), null);
    await done;
    expect(seen).toMatchObject({ tries: 2, problems: [] });
  });

  it('is given up after three, with a sentence', async () => {
    const { seen, done } = setup(...Array.from({ length: 9 }, () => new ProcessEnded('SIGSEGV')));
    await done;
    expect(seen.tries).toBe(3);
    expect(seen.problems).toMatchObject([{ code: 'video-failed', message: expect.stringMatching(/ended three times.*\.$/) as string }]);
  });

  it('is not tried again after an answer', async () => {
    const { seen, done } = setup(new TaskFailed({ code: 'no-face', message: 'No face.' }));
    await done;
    expect(seen).toMatchObject({ tries: 1, problems: [{ code: 'no-face' }] });
  });

  it('whose results found no room says so', async () => {
    const { seen, done } = setup(
      new Error('Failed query', { cause: Object.assign(new Error('could not extend file'), { code: '53100' }) }),
    );
    await done;
    expect(seen).toMatchObject({ tries: 1, problems: [{ code: 'disk-full' }] });
  });

  it('that is cancelled is over', async () => {
    const { seen, done } = setup(new Cancelled());
    await done;
    expect(seen).toMatchObject({ tries: 1, problems: [] });
  });

  it('given back at the end of the server counts as not tried', async () => {
    const { seen, done } = setup(new GivenBack());
    await expect(done).rejects.toThrow(GivenBack);
    expect(seen.attempts).toBe(0);
  });
});
