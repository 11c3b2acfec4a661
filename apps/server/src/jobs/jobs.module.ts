import { Module } from '@nestjs/common';
import type { JobsDatabase } from '../database/database.ts';
import { JOBS_DATABASE } from '../database/database.token.ts';
import { DRAFT_QUEUE } from './draft-queue.token.ts';
import { JobMetrics } from './job-metrics.ts';
import { JobQueue } from './job-queue.ts';

const queue = (name: string) => ({ useFactory: (database: JobsDatabase) => new JobQueue(database, name), inject: [JOBS_DATABASE] });

@Module({
  providers: [{ provide: JobQueue, ...queue('recordings') }, { provide: DRAFT_QUEUE, ...queue('drafts') }, JobMetrics],
  exports: [JobQueue, DRAFT_QUEUE],
})
export class JobsModule {}
