import { randomUUID } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { fromPglite } from 'pg-boss';
import { afterEach, expect, it, vi } from 'vitest';
import { type Job, JobQueue, type Worker } from './job-queue.ts';
import { JobsBoss } from './jobs-boss.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** Rows that wait for a job, as recordings and renders have them; a job settles its row. */
async function rows(): Promise<{ queue: JobQueue; unsettled: Map<string, Job>; done: string[]; worker: Worker; client: PGlite }> {
  const client = await PGlite.create();
  const queue = new JobQueue(new JobsBoss({ embedded: true, connection: { db: fromPglite(client), backend: 'pglite' } }), 'recordings');
  const unsettled = new Map<string, Job>();
  const done: string[] = [];
  const worker: Worker = {
    unsettled: () => Promise.resolve([...unsettled.values()]),
    work: (job) => {
      done.push(job.run);
      unsettled.delete(job.run);
      return Promise.resolve();
    },
  };
  cleanUp.push(
    () => client.close(),
    () => queue.stop(),
  );
  return { queue, unsettled, done, worker, client };
}

const newJob = (): Job => ({ kind: 'recording', id: randomUUID(), run: randomUUID() });
const waitFor = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 100 });

it('brings a row to the queue whose server died before it was queued', async () => {
  const { queue, unsettled, done, worker } = await rows();
  queue.start(worker, 1);
  const [first, lost] = [newJob(), newJob()];
  unsettled.set(first.run, first);
  await waitFor(() => expect(done).toEqual([first.run]));
  // Written, and then nothing: nobody has told the queue.
  unsettled.set(lost.run, lost);
  await queue.reconcile(worker);
  await queue.reconcile(worker);
  await waitFor(() => expect(done).toEqual([first.run, lost.run]));
  // What is settled is left alone.
  await queue.reconcile(worker);
  expect(done).toHaveLength(2);
}, 120_000);

it('has a job again that ended without settling its row', async () => {
  const { queue, unsettled, done, worker } = await rows();
  const job = newJob();
  unsettled.set(job.run, job);
  const work = worker.work.bind(worker);
  worker.work = (one) => {
    worker.work = work;
    done.push(`lost ${one.run}`);
    return Promise.resolve();
  };
  queue.start(worker, 1);
  await waitFor(() => expect(done).toHaveLength(1));
  await waitFor(async () => {
    await queue.reconcile(worker);
    expect(done).toEqual([`lost ${job.run}`, job.run]);
  });
}, 120_000);

it('fails nobody who has made a row when the queue cannot take its job', async () => {
  const { queue, unsettled, done, worker } = await rows();
  const job = newJob();
  // The queue has not even started.
  await queue.send(job);
  unsettled.set(job.run, job);
  queue.start(worker, 1);
  await waitFor(() => expect(done).toEqual([job.run]));
}, 120_000);
