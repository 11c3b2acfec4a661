import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Problem } from '#contracts/recording';
import { Cancelled, diskFull, gaveUp, GivenBack, isDiskFull, ProcessEnded, Superseded } from './job-ends.ts';
import { TaskFailed } from './task-process.ts';

/** Starts that may end without an answer since the job last got on. */
const MAX_ATTEMPTS = 3;
const logger = new Logger('Recordings');

export interface AttemptedJob {
  /** Takes the job, under a name of its own, and counts that. Undefined: it is not wanted any more. */
  claim(attempt: string): Promise<{ attempts: number } | undefined>;
  /** Throws Superseded once another attempt, or nobody, holds the job. */
  run(attempt: string): Promise<void>;
  giveBack(attempt: string): Promise<void>;
  /** It cannot be done. */
  fail(attempt: string, problem: Problem): Promise<void>;
}

/**
 * Works on a job until it is settled: again after a process that ended without an answer, but not for ever; never after an answer.
 * Throws what lets the job be had again later: that the server stops, or that the database is away.
 */
export async function work(job: AttemptedJob): Promise<void> {
  for (;;) {
    const attempt = randomUUID();
    const row = await job.claim(attempt);
    if (row === undefined) return;
    if (row.attempts > MAX_ATTEMPTS) return job.fail(attempt, gaveUp);
    try {
      return await job.run(attempt);
    } catch (error) {
      if (error instanceof Cancelled || error instanceof Superseded) return;
      if (error instanceof TaskFailed) return job.fail(attempt, error.problem);
      if (isDiskFull(error)) return job.fail(attempt, diskFull);
      if (error instanceof GivenBack) await job.giveBack(attempt);
      if (!(error instanceof ProcessEnded)) throw error;
      logger.warn(`A process at work on a video ended without an answer. ${error.message}`);
    }
  }
}
