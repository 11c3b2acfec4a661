import { Logger } from '@nestjs/common';
import type { Problem } from '#contracts/recording';
import { Cancelled, diskFull, gaveUp, GivenBack, isDiskFull, ProcessEnded, Superseded } from './job-ends.ts';
import { TaskFailed } from './task-process.ts';

/** Starts that may end without an answer since the job last got on. */
const MAX_ATTEMPTS = 3;
const logger = new Logger('Recordings');

export interface AttemptedJob {
  /** Counts a start, or takes one back. Undefined: the run is not wanted any more. */
  count(by: 1 | -1): Promise<{ attempts: number } | undefined>;
  attempt(): Promise<void>;
  /** It cannot be done. */
  fail(problem: Problem): Promise<void>;
}

/**
 * Works on a job until it is settled: again after a process that ended without an answer, but not for ever; never after an answer.
 * Throws what lets the job be had again later: that the server stops, or that the database is away.
 */
export async function work(job: AttemptedJob): Promise<void> {
  for (;;) {
    const row = await job.count(1);
    if (row === undefined) return;
    if (row.attempts > MAX_ATTEMPTS) return job.fail(gaveUp);
    try {
      return await job.attempt();
    } catch (error) {
      if (error instanceof Cancelled || error instanceof Superseded) return;
      if (error instanceof TaskFailed) return job.fail(error.problem);
      if (isDiskFull(error)) return job.fail(diskFull);
      if (error instanceof GivenBack) await job.count(-1);
      if (!(error instanceof ProcessEnded)) throw error;
      logger.warn(`A process at work on a video ended without an answer. ${error.message}`);
    }
  }
}
