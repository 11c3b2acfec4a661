import { Inject, Injectable } from '@nestjs/common';
import type { JobProgress } from '#contracts/recording';
import type { Cluster } from '../../cluster/cluster.ts';
import { CLUSTER } from '../../cluster/cluster.token.ts';
import { NodeState } from '../../cluster/node-state.ts';
import { JobBoard } from './job-board.ts';
import { Cancelled, Superseded } from './job-ends.ts';

const TELL_EVERY_MS = 1_000;

interface RunningJob {
  stop: AbortController;
  progress: JobProgress | null;
  ended: Promise<unknown>;
}

/** What the servers work on right now: how far it is, and how to stop it. Not in the database. */
@Injectable()
export class RunningJobs {
  readonly #jobs = new Map<string, RunningJob>();
  /** Null for a single server. */
  readonly #board: JobBoard | null;

  constructor(@Inject(CLUSTER) cluster: Pick<Cluster, 'redis'> | null, node: NodeState) {
    this.#board = cluster === null ? null : new JobBoard(cluster.redis, node.id);
  }

  /** Runs `work` under this run's name, one at a time: the one before is superseded. Its signal aborts when the job is cancelled. */
  async track<T>(run: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // Where the queue lost sight of it, this server may get its own job again.
    const before = this.stop(run, new Superseded());
    const stop = new AbortController();
    const working = before.then(() => {
      stop.signal.throwIfAborted();
      return work(stop.signal);
    });
    const job: RunningJob = { stop, progress: null, ended: working.catch(() => undefined) };
    this.#jobs.set(run, job);
    const telling = this.#board && setInterval(() => void this.#tell(run, job), TELL_EVERY_MS);
    try {
      return await working;
    } finally {
      if (telling !== null) clearInterval(telling);
      if (this.#jobs.get(run) === job) {
        this.#jobs.delete(run);
        await this.#board?.ended(run);
      }
    }
  }

  progressed(run: string | null, progress: JobProgress): void {
    const job = run === null ? undefined : this.#jobs.get(run);
    if (job !== undefined) job.progress = progress;
  }

  /** By run; a job that waits is not among them. */
  async progressOf(runs: readonly (string | null)[]): Promise<Map<string | null, JobProgress>> {
    const asked = runs.filter((run) => run !== null);
    const others = (await this.#board?.progressOf(asked.filter((run) => !this.#jobs.has(run)))) ?? [];
    const found = new Map<string | null, JobProgress>(others);
    for (const run of asked) {
      const progress = this.#jobs.get(run)?.progress ?? null;
      if (progress !== null) found.set(run, progress);
    }
    return found;
  }

  /** Returns when the job has let go of its files, on whichever server it runs. */
  async stop(run: string | null, reason: Error): Promise<void> {
    if (run === null) return;
    const job = this.#jobs.get(run);
    job?.stop.abort(reason);
    await job?.ended;
    await this.#board?.stop(run);
  }

  /** Those of this server. */
  async stopAll(reason: Error): Promise<void> {
    await Promise.all([...this.#jobs.keys()].map((run) => this.stop(run, reason)));
  }

  async #tell(run: string, job: RunningJob): Promise<void> {
    if (await this.#board?.tell(run, job.progress)) job.stop.abort(new Cancelled());
  }
}
