import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Config } from '../../config/config.ts';
import { CONFIG, RECORDING_SETTINGS } from '../../config/config.module.ts';
import type { RecordingSettings } from '../../config/recording-settings.ts';
import { type Job, JobQueue, type Worker } from '../../jobs/job-queue.ts';
import { filesFolder } from '../../files/file-key.ts';
import { Programs } from '../../processes/programs.ts';
import { AnalysisJob } from '../analysis/analysis-job.ts';
import { GivenBack } from './job-ends.ts';
import { RecordingsRepository } from '../recordings.repository.ts';
import { RenderJob } from '../renders/render-job.ts';
import { RendersRepository } from '../renders/renders.repository.ts';
import { RunningJobs } from './running-jobs.ts';
import { prepareTasks } from './task-process.ts';

/** Takes jobs of recordings from the queue while the server runs, and gives them back when it stops. */
@Injectable()
export class RecordingWorker implements Worker, OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(RECORDING_SETTINGS) private readonly settings: RecordingSettings,
    private readonly queue: JobQueue,
    private readonly running: RunningJobs,
    private readonly analysis: AnalysisJob,
    private readonly render: RenderJob,
    private readonly recordings: RecordingsRepository,
    private readonly renders: RendersRepository,
    private readonly programs: Programs,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    prepareTasks(this.programs, filesFolder(this.config.dataDir));
    this.queue.start(this, this.settings.jobs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    const stopped = this.queue.stop();
    await this.running.stopAll(new GivenBack());
    await stopped;
  }

  async unsettled(): Promise<Job[]> {
    const [recordings, renders] = await Promise.all([this.recordings.unsettled(), this.renders.unsettled()]);
    return [
      ...recordings.map((one) => ({ ...one, kind: 'recording' as const })),
      ...renders.map((one) => ({ ...one, kind: 'render' as const })),
    ];
  }

  work(job: Job): Promise<void> {
    return this.running.track(job.run, (signal) =>
      job.kind === 'render' ? this.render.work(job, signal) : this.analysis.work(job, signal),
    );
  }
}
