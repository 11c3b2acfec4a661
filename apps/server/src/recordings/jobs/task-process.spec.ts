import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Programs } from '../../processes/programs.ts';
import { ProcessEnded } from './job-ends.ts';
import { runTask, TaskFailed, type TaskNews } from './task-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-task-'));
afterAll(() => rmSync(folder, { recursive: true }));

const programs = new Programs({ hidden: [], read: [] });
const none = { path: '/nowhere', key: null };
const task = { type: 'playable', source: none, limits: { maxDurationMs: 1, maxPixels: 1 }, output: none } as const;
const progress = (share: number) => `{ type: 'progress', progress: { share: ${share}, atMs: 0, speed: null, leftMs: null } }`;
const samples = (sequence: number) => `{ type: 'samples', sequence: ${sequence}, classes: [], samples: [], checkpoint: ${sequence} }`;
const done = `{ type: 'done', outputs: [], durationMs: 7, notices: [] }`;

/** Runs a process that does this when it gets its task. */
function run(
  name: string,
  onTask: string,
  { signal = new AbortController().signal, onNews = (_news: TaskNews): void | Promise<void> => undefined, hangsAfterMs = 60_000 } = {},
) {
  const program = join(folder, `${name}.mjs`);
  writeFileSync(
    program,
    `process.on('disconnect', () => process.exit(0));\nprocess.on('message', (message) => { const send = (one) => process.send(one); if (message.type === 'task') { ${onTask} } else if (message.type === 'stored') send(${done}); });\n`,
  );
  return runTask(programs, task, onNews, signal, { program, hangsAfterMs });
}

describe('a process with a task', () => {
  it('tells its news in order, and learns that samples are stored once they are', async () => {
    const told: (string | number)[] = [];
    const answer = await run('news', `send(${progress(0.5)}); send(${samples(3)});`, {
      onNews: async (news) => {
        told.push(news.type);
        if (news.type === 'samples') await new Promise((resolve) => setTimeout(resolve, 50)).then(() => told.push(news.sequence));
      },
    });
    expect(answer).toMatchObject({ type: 'done', durationMs: 7 });
    expect(told).toEqual(['progress', 'samples', 3]);
  });

  it('answers why it cannot be done', async () => {
    await expect(run('failed', `send({ type: 'failed', problem: { code: 'no-face', message: 'No face.' } });`)).rejects.toMatchObject({
      name: 'TaskFailed',
      problem: { code: 'no-face' },
    });
  });

  it('that crashes, hangs or talks nonsense has ended without an answer', async () => {
    await expect(run('crash', `process.kill(process.pid, 'SIGSEGV');`)).rejects.toThrow(/^It ended with SIGSEGV\.$/);
    await expect(run('exit', 'process.exit(3);')).rejects.toThrow(/^It ended with exit code 3\.$/);
    await expect(run('silent', '', { hangsAfterMs: 300 })).rejects.toThrow(/^It said nothing for 0\.3 s\.$/);
    await expect(run('nonsense', `send({ type: 'done' });`)).rejects.toThrow(ProcessEnded);
  });

  it('is ended when it is cancelled, even if it does not listen', async () => {
    const stop = new AbortController();
    const running = run('deaf', `process.removeAllListeners('disconnect'); send(${progress(0)}); setInterval(() => undefined, 1000);`, {
      signal: stop.signal,
      onNews: () => stop.abort(new Error('Enough.')),
    });
    await expect(running).rejects.toThrow('Enough.');
  });

  it('is ended when what it said cannot be stored, and nothing after it is', async () => {
    const told: number[] = [];
    const running = run('unstored', `send(${samples(1)}); send(${samples(2)});`, {
      onNews: (news) => {
        if (news.type === 'samples') told.push(news.sequence);
        throw new Error('The disk is full.');
      },
    });
    await expect(running).rejects.toThrow('The disk is full.');
    expect(told).toEqual([1]);
  });

  it('that is not there is a failure that trying again does not mend', async () => {
    await expect(runTask(programs, task, () => undefined, new AbortController().signal, { program: '/nowhere/main.ts' })).rejects.toThrow(
      TaskFailed,
    );
  });
});
