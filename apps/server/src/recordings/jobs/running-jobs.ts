import { Injectable } from '@nestjs/common';
import type { JobProgress } from '#contracts/recording';
import { Superseded } from './job-ends.ts';

interface RunningJob {
  stop: AbortController;
  progress: JobProgress | null;
  ended: Promise<unknown>;
}

/** What this server works on right now: how far it is, and how to stop it. In memory only. */
@Injectable()
export class RunningJobs {
  readonly #jobs = new Map<string, RunningJob>();

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
    try {
      return await working;
    } finally {
      if (this.#jobs.get(run) === job) this.#jobs.delete(run);
    }
  }

  progressed(run: string | null, progress: JobProgress): void {
    const job = run === null ? undefined : this.#jobs.get(run);
    if (job !== undefined) job.progress = progress;
  }

  /** Null while it waits, or another server works on it. */
  progressOf(run: string | null): JobProgress | null {
    return run === null ? null : (this.#jobs.get(run)?.progress ?? null);
  }

  /** Returns when the job has let go of its files. */
  async stop(run: string | null, reason: Error): Promise<void> {
    const job = run === null ? undefined : this.#jobs.get(run);
    job?.stop.abort(reason);
    await job?.ended;
  }

  async stopAll(reason: Error): Promise<void> {
    await Promise.all([...this.#jobs.keys()].map((run) => this.stop(run, reason)));
  }
}
