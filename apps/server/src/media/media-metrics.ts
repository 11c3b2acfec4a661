import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../observing/metrics.ts';
import { Readiness } from '../observing/readiness.ts';
import { MediaService, type WorkerUsage } from './media.service.ts';

/** The media workers of this node. */
@Injectable()
export class MediaMetrics implements OnModuleInit {
  constructor(
    private readonly media: MediaService,
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.readiness.register('mediaWorkers', () => this.media.workerCount() > 0);
    this.metrics.gauge({ name: 'attune_media_workers', help: 'Media workers that run.' }, () => [{ value: this.media.workerCount() }]);
    this.metrics.total({ name: 'attune_media_worker_deaths_total', help: 'Media workers that died and were replaced.' }, () => [
      { value: this.media.workerDeaths },
    ]);
    const labels = ['worker'] as const;
    const each = (value: (usage: WorkerUsage) => number) => async () =>
      (await this.media.workerUsage()).map((usage) => ({ labels: { worker: String(usage.index) }, value: value(usage) }));
    this.metrics.total(
      { name: 'attune_media_worker_cpu_seconds_total', help: 'CPU time of each media worker.', labels },
      each(({ cpuSeconds }) => cpuSeconds),
    );
    this.metrics.gauge(
      { name: 'attune_media_worker_resident_bytes', help: 'The most memory that each media worker has held.', labels },
      each(({ residentBytes }) => residentBytes),
    );
    this.metrics.gauge(
      { name: 'attune_media_worker_calls', help: 'Calls on each media worker.', labels },
      each(({ calls }) => calls),
    );
  }
}
