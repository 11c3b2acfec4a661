import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../observing/metrics.ts';
import { Readiness } from '../observing/readiness.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import { DatabaseHealth } from './database-health.ts';

/** Whether storing works, and what waits for it. */
@Injectable()
export class DatabaseMetrics implements OnModuleInit {
  constructor(
    private readonly health: DatabaseHealth,
    private readonly owed: OwedWrites,
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.readiness.register('database', () => this.health.answers(), { shared: true });
    this.metrics.gauge({ name: 'attune_database_up', help: '1 while storing works, 0 during an outage.' }, () => [
      { value: this.health.failing ? 0 : 1 },
    ]);
    this.metrics.total({ name: 'attune_database_failures_total', help: 'Tries to store that an outage kept from it.' }, () => [
      { value: this.health.failures },
    ]);
    this.metrics.gauge({ name: 'attune_owed_writes', help: 'Changes that wait to be stored.' }, () => [{ value: this.owed.counts.owed }]);
    this.metrics.total(
      {
        name: 'attune_owed_rows_given_up_total',
        help: 'Rows that will never be stored: lost for want of room, or refused by the database.',
        labels: ['why'],
      },
      () => [
        { labels: { why: 'lost' }, value: this.owed.counts.lost },
        { labels: { why: 'refused' }, value: this.owed.counts.refused },
      ],
    );
  }
}
