import { Module } from '@nestjs/common';
import type { JobsDatabase } from '../database/database.ts';
import { JOBS_DATABASE } from '../database/database.token.ts';
import { DRAFT_QUEUE } from './draft-queue.token.ts';
import { JobMetrics } from './job-metrics.ts';
import { JobQueue } from './job-queue.ts';
import { JobsBoss } from './jobs-boss.ts';

const queue = (name: string) => ({ useFactory: (jobs: JobsBoss) => new JobQueue(jobs, name), inject: [JobsBoss] });

@Module({
  providers: [
    { provide: JobsBoss, useFactory: (database: JobsDatabase) => new JobsBoss(database), inject: [JOBS_DATABASE] },
    { provide: JobQueue, ...queue('recordings') },
    { provide: DRAFT_QUEUE, ...queue('drafts') },
    JobMetrics,
  ],
  exports: [JobQueue, DRAFT_QUEUE],
})
export class JobsModule {}
