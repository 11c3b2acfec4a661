import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../observing/metrics.ts';
import { DRAFT_QUEUE } from './draft-queue.token.ts';
import { JobQueue } from './job-queue.ts';

const KINDS = ['recording', 'render', 'draft'] as const;
const SECONDS = [1, 5, 15, 60, 300, 900, 3_600, 14_400];

/** Jobs on this node. */
@Injectable()
export class JobMetrics implements OnModuleInit {
  constructor(
    private readonly queue: JobQueue,
    @Inject(DRAFT_QUEUE) private readonly drafts: JobQueue,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const queues = [this.queue, this.drafts];
    this.metrics.gauge({ name: 'attune_jobs_running', help: 'Jobs that this node works on now.', labels: ['kind'] }, () =>
      KINDS.map((kind) => ({ labels: { kind }, value: queues.flatMap(({ running }) => running).filter((one) => one === kind).length })),
    );
    const durations = this.metrics.histogram({
      name: 'attune_job_duration_seconds',
      help: 'Tries of jobs that came to their end; again: the job is tried once more.',
      labels: ['kind', 'outcome'],
      buckets: SECONDS,
    });
    // A kind that has not come yet is 0, not unknown.
    for (const kind of KINDS) for (const outcome of ['settled', 'again']) durations.zero({ kind, outcome });
    for (const { events } of queues) events.on('worked', ({ kind, outcome, ms }) => durations.observe({ kind, outcome }, ms / 1_000));
  }
}
