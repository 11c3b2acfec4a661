import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { DRAFT_QUEUE } from '../jobs/draft-queue.token.ts';
import type { Job, JobQueue, Worker } from '../jobs/job-queue.ts';
import { describe } from '../logging/describe.ts';
import { DraftJob } from './draft-job.ts';
import { DraftsRepository } from './drafts.repository.ts';

/** Takes drafts from the queue while the server runs, one at a time, and gives them back when it stops. */
@Injectable()
export class DraftWorker implements Worker, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #stop = new AbortController();
  readonly #logger = new Logger('Drafts');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DRAFT_QUEUE) private readonly queue: JobQueue,
    private readonly repository: DraftsRepository,
    private readonly job: DraftJob,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.drafts !== undefined) this.queue.start(this, 1);
    else this.#settleAll().catch((error: unknown) => this.#logger.warn(`Drafts that wait could not be ended. ${describe(error)}`));
  }

  async beforeApplicationShutdown(): Promise<void> {
    const stopped = this.queue.stop();
    this.#stop.abort();
    await stopped;
  }

  async unsettled(): Promise<Job[]> {
    return (await this.repository.unsettled()).map((one) => ({ ...one, kind: 'draft' as const }));
  }

  work({ id, run }: Job): Promise<void> {
    return this.job.work(id, run, this.#stop.signal);
  }

  /** No endpoint is named any more: what waits for one has an end all the same. */
  async #settleAll(): Promise<void> {
    for (const { id, run } of await this.repository.unsettled())
      await this.repository.update(id, run, { state: 'failed', problem: 'off', run: null });
  }
}
