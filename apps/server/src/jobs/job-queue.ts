import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { SafeEmitter } from '../events/safe-emitter.ts';
import { describe } from '../logging/describe.ts';
import type { JobsBoss } from './jobs-boss.ts';

const START_AGAIN_MS = 5_000;
/** A job whose server has not been heard of for so long is taken up by another; pg-boss allows no less. */
const HEARTBEAT_SECONDS = 10;
const STOP_WITHIN_MS = 5_000;
/** How often rows are looked up whose job the queue does not have. */
const RECONCILE_EVERY_MS = 20_000;
const ALIVE = new Set(['created', 'retry', 'active']);

/** What is to be worked on. `run` is the row's at the time: a row that has another run since does not want this job any more. */
export const job = z.object({ kind: z.enum(['recording', 'render', 'draft']), id: z.uuid(), run: z.uuid() });
export type Job = z.infer<typeof job>;

export interface Worker {
  /** Jobs that have not been settled, by what the rows say. */
  unsettled(): Promise<Job[]>;
  /** Returns once the job is settled, or nobody wants it any more. Throws to have it again later. */
  work(job: Job): Promise<void>;
}

/**
 * pg-boss on the server's own database: who works on what, and who takes it up when a server dies. What a job has come to
 * is in the rows of its recording, render or draft, never here: a row with a run is the promise, and the queue is made to have its job, also
 * where a server died between the two.
 */
export class JobQueue {
  /** `worked`: a try of a job has come to its end; `again` if it is had again. */
  readonly events = new SafeEmitter<{ worked: [{ kind: Job['kind']; ms: number; outcome: 'settled' | 'again' }] }>();
  readonly #logger = new Logger('Jobs');
  readonly #running = new Map<string, Job['kind']>();
  #boss: PgBoss | null = null;
  readonly #workers: string[] = [];
  #started: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #reconciling: NodeJS.Timeout | undefined;
  #isReady = false;
  #stopping = false;

  /** `queue`: its name; jobs of one queue wait for those before them, and for none of another. */
  constructor(
    private readonly jobs: JobsBoss,
    private readonly queue: string,
  ) {}

  /** The kinds of the jobs that this server works on now. */
  get running(): Job['kind'][] {
    return [...this.#running.values()];
  }

  /** Starts in the background, again and again if the database is away: nothing but jobs waits for it. */
  start(worker: Worker, concurrency: number): void {
    if (this.#stopping) return;
    this.#started = this.#start(worker, concurrency);
    this.#started.catch((error: unknown) => {
      this.#logger.error(`Jobs cannot start; trying again. ${describe(error)}`);
      this.#retry = setTimeout(() => this.start(worker, concurrency), START_AGAIN_MS).unref();
    });
  }

  /** To be told once a row has the run. Idempotent, and never fails: a job that the queue could not take is brought to it later. */
  async send(job: Job): Promise<void> {
    try {
      // While the queue starts it looks for such rows itself.
      if (this.#boss === null || !this.#isReady) return;
      await this.#boss.send(this.queue, { ...job }, { id: job.run });
      this.#wakeWorkers();
    } catch (error) {
      this.#logger.warn(`A job could not be queued; it is queued later. ${describe(error)}`);
    }
  }

  /** Brings every row that waits for a job to the queue. A job that has ended without settling its row is had again. */
  async reconcile(worker: Pick<Worker, 'unsettled'>): Promise<void> {
    const boss = this.#boss;
    if (boss === null || this.#stopping) return;
    let brought = false;
    for (const { kind, id, run } of await worker.unsettled()) {
      const [known] = await boss.findJobs(this.queue, { id: run });
      if (known !== undefined && ALIVE.has(known.state)) continue;
      if (known !== undefined) await boss.deleteJob(this.queue, run);
      await boss.send(this.queue, { kind, id, run }, { id: run });
      brought = true;
    }
    if (brought) this.#wakeWorkers();
  }

  /** Waits for the workers, whose jobs should be on their way back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#retry);
    clearInterval(this.#reconciling);
    await this.#started.catch(() => undefined);
    const boss = this.#boss;
    if (boss === null) return;
    await Promise.race([boss.offWork(this.queue), pause(STOP_WITHIN_MS)]);
    await this.jobs.release();
  }

  async #start(worker: Worker, concurrency: number): Promise<void> {
    try {
      await this.jobs.use((boss) => this.#work(boss, worker, concurrency));
    } catch (error) {
      this.#boss = null;
      this.#isReady = false;
      this.#workers.length = 0;
      throw error;
    }
  }

  async #work(boss: PgBoss, worker: Worker, concurrency: number): Promise<void> {
    this.#boss = boss;
    // A try before that failed half-way may have left workers.
    await boss.offWork(this.queue, { wait: false });
    await boss.createQueue(this.queue, {
      // How often a run may end badly is counted in its row; pg-boss only hands it out again.
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: 23 * 3_600,
      retryLimit: 10_000,
      retryDelay: 2,
      deleteAfterSeconds: 3_600,
    });
    // Whatever was being worked on ended with the server before: at once, without waiting for a heartbeat to fail.
    if (this.jobs.embedded) await boss.deleteAllJobs(this.queue);
    await this.reconcile(worker);
    for (let i = 0; i < concurrency && !this.#stopping; i++) {
      const id = await boss.work<Job>(this.queue, { pollingIntervalSeconds: this.jobs.lookSeconds }, async ([one]) => {
        try {
          if (one !== undefined) await this.#workOn(job.parse(one.data), worker);
        } finally {
          // More may have come meanwhile, of which a worker is told once.
          boss.notifyWorker(id);
        }
      });
      this.#workers.push(id);
    }
    this.#isReady = true;
    // A row that came between the look-up and now, and every later one whose server died before it was queued.
    await this.reconcile(worker);
    this.#reconciling = setInterval(() => {
      this.reconcile(worker).catch((error: unknown) =>
        this.#logger.warn(`Waiting jobs could not be looked up; trying again. ${describe(error)}`),
      );
    }, RECONCILE_EVERY_MS).unref();
  }

  async #workOn(one: Job, worker: Worker): Promise<void> {
    const startedAt = performance.now();
    let outcome: 'settled' | 'again' = 'again';
    this.#running.set(one.run, one.kind);
    try {
      await worker.work(one);
      outcome = 'settled';
    } finally {
      this.#running.delete(one.run);
      this.events.safeEmit('worked', { kind: one.kind, ms: performance.now() - startedAt, outcome });
    }
  }

  #wakeWorkers(): void {
    for (const id of this.#workers) this.#boss?.notifyWorker(id);
  }
}
