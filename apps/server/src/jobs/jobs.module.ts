import { Module } from '@nestjs/common';
import { JobMetrics } from './job-metrics.ts';
import { JobQueue } from './job-queue.ts';

@Module({ providers: [JobQueue, JobMetrics], exports: [JobQueue] })
export class JobsModule {}
