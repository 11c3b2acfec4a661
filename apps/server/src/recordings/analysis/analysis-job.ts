import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import type { Problem, VideoFacts } from '#contracts/recording';
import type { FaceSample } from '#contracts/recording-link';
import { SampleColumns } from '#contracts/sample-columns';
import { labelLagMs } from '#timeline/lag';
import { RecordedCalls } from '../../calls/recorded-calls.service.ts';
import { ANALYSIS_SETTINGS, RECORDING_SETTINGS } from '../../config/config.module.ts';
import type { RecordingSettings } from '../../config/recording-settings.ts';
import { FileStore } from '../../files/file-store.ts';
import { Programs } from '../../processes/programs.ts';
import type { Job } from '../../jobs/job-queue.ts';
import { SampleChunk } from '../../timeline/sample-chunk.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { work } from '../jobs/attempts.ts';
import { pendingFaces } from '../faces/face-choice.ts';
import { FaceDecision } from '../faces/face-decision.ts';
import { FaceParticipants } from '../faces/face-participants.ts';
import { ProcessEnded, Superseded } from '../jobs/job-ends.ts';
import { RecordingsRepository, type RecordingRow } from '../recordings.repository.ts';
import { AnalysisPace } from './analysis-pace.ts';
import { RunningJobs } from '../jobs/running-jobs.ts';
import { runTask, type TaskNews } from '../jobs/task-process.ts';

type Samples = Extract<TaskNews, { type: 'samples' }>;

/** Analyses a recording from where an earlier process left off, then makes the copy that browsers play, where they need one. */
@Injectable()
export class AnalysisJob {
  constructor(
    @Inject(RECORDING_SETTINGS) private readonly limits: RecordingSettings,
    @Inject(ANALYSIS_SETTINGS) private readonly settings: AnalysisSettings,
    private readonly repository: RecordingsRepository,
    private readonly calls: RecordedCalls,
    private readonly timeline: TimelineService,
    private readonly decision: FaceDecision,
    private readonly participants: FaceParticipants,
    private readonly files: FileStore,
    private readonly programs: Programs,
    private readonly running: RunningJobs,
    private readonly pace: AnalysisPace,
  ) {}

  work({ id, run }: Job, signal: AbortSignal): Promise<void> {
    return work({
      claim: (attempt) => this.repository.claim(id, run, attempt),
      giveBack: (attempt) => this.repository.giveBack(id, attempt),
      run: async (attempt) => {
        const row = await this.#find(id, attempt);
        if ((row.status === 'queued' || row.status === 'analysing') && !(await this.#analyse(row, attempt, signal))) return;
        await this.#makePlayable(await this.#find(id, attempt), attempt, signal);
        await this.#update(id, attempt, { run: null, attempt: null });
      },
      fail: (attempt, problem) => this.#fail(id, attempt, problem),
    });
  }

  /** @returns false where a person has to say first whose face may be analysed. */
  async #analyse(row: RecordingRow, attempt: string, signal: AbortSignal): Promise<boolean> {
    const { id, run, profile, everyNth, checkpoint, source, choice, likely, earlier } = row;
    if (source === null) throw new Superseded();
    const tracks = row.tracks ?? randomUUID();
    await this.#update(id, attempt, { status: 'analysing', tracks });
    let allowed = choice === null ? null : pendingFaces(row);
    const settings = { ...this.settings, profile };
    const task = {
      type: 'analyse',
      source: await this.files.refOf(id, source),
      limits: this.limits,
      settings,
      everyNth,
      checkpoint,
      tracks: await this.files.refOf(id, tracks),
      earlierTracks: earlier === null ? null : await this.files.refOf(id, earlier.tracks),
      faces: allowed,
      likely,
    } as const;
    const began = performance.now();
    const seen: { video?: VideoFacts } = {};
    const done = await runTask(
      this.programs,
      task,
      async (news) => {
        switch (news.type) {
          case 'progress':
            return this.running.progressed(run, news.progress);
          case 'opened':
            seen.video = news.video;
            await this.#update(id, attempt, { video: news.video });
            return this.calls.measured(id, { durationMs: news.video.durationMs, labelLagMs: labelLagMs(settings.windowMs) });
          case 'followed':
            return this.#update(id, attempt, { checkpoint: news.checkpoint, attempts: 0 });
          case 'samples':
            return this.#store(id, attempt, allowed ?? [], news);
          case 'explained':
          case 'picture':
          // Of other kinds of tasks.
        }
      },
      signal,
      { onListed: async (listed) => (allowed = await this.decision.decide(id, attempt, listed)) },
    );
    await this.calls.measured(id, { durationMs: done.durationMs });
    if (allowed === null) return false;
    // One that went on from somewhere, or knew the faces, says nothing of a whole one.
    if (seen.video !== undefined && checkpoint === null && choice === null)
      this.pace.learn(seen.video, { everyNth }, performance.now() - began);
    const { choice: chosen } = await this.#find(id, attempt);
    await this.#update(id, attempt, { status: 'done', analysed: chosen?.faces ?? [], checkpoint: null, attempts: 0 });
    return true;
  }

  /**
   * Samples and where to go on: both or nothing, and nothing once another attempt has taken over or the choice of faces has changed. Nothing is ever
   * stored of a face that nobody allowed.
   */
  async #store(id: string, attempt: string, allowed: readonly number[], { classes, samples, checkpoint }: Samples): Promise<void> {
    const stranger = samples.find(({ face }: FaceSample) => !allowed.includes(face));
    if (stranger !== undefined) throw new ProcessEnded(`It analysed face ${stranger.face}, which nobody allowed.`);
    await this.repository.transaction(async (tx) => {
      if ((await this.repository.updateHeld(id, attempt, { checkpoint, attempts: 0 }, tx)) === undefined) throw new Superseded();
      const byFace = Map.groupBy(samples, ({ face }: FaceSample) => face);
      const participants = await this.participants.add(id, [...byFace.keys()], tx);
      await this.timeline.storeSamples(
        [...byFace].map(
          ([number, of]) =>
            new SampleChunk(
              id,
              participants.get(number) ?? '',
              SampleColumns.of(
                classes,
                of.map(({ sample }) => sample),
              ),
            ),
        ),
        tx,
      );
    });
  }

  async #makePlayable({ id, run, source, video, playable }: RecordingRow, attempt: string, signal: AbortSignal): Promise<void> {
    if (source === null || video === null || video.playable || playable !== null) return;
    const file = randomUUID();
    try {
      await runTask(
        this.programs,
        { type: 'playable', source: await this.files.refOf(id, source), limits: this.limits, output: await this.files.refOf(id, file) },
        (news) => {
          if (news.type === 'progress') this.running.progressed(run, news.progress);
        },
        signal,
      );
      await this.#update(id, attempt, { playable: file, playableProblem: null });
    } catch (error) {
      await this.files.remove(file);
      throw error;
    }
  }

  async #fail(id: string, attempt: string, problem: Problem): Promise<void> {
    const row = await this.repository.find(id);
    // The results are there; only the copy could not be made.
    await this.repository.updateHeld(id, attempt, {
      run: null,
      attempt: null,
      ...(row?.status === 'done' ? { playableProblem: problem } : { status: 'failed', problem }),
    });
  }

  async #find(id: string, attempt: string): Promise<RecordingRow> {
    const row = await this.repository.find(id);
    if (row?.attempt !== attempt) throw new Superseded();
    return row;
  }

  /** Throws {@link Superseded}, and changes nothing, once this attempt does not hold the recording. */
  async #update(id: string, attempt: string, change: Partial<RecordingRow>): Promise<void> {
    if ((await this.repository.updateHeld(id, attempt, change)) === undefined) throw new Superseded();
  }
}
