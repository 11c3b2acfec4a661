import { Inject, Injectable, Logger } from '@nestjs/common';
import type { z } from 'zod';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import type { SampleState } from '#contracts/emotion';
import type { ActivationMaps, Explanation, explanationQuery } from '#contracts/recording';
import type { RawEstimate } from '#contracts/recording-link';
import { MAX_STAND_MS } from '#timeline/expression-track';
import { ANALYSIS_SETTINGS, RECORDING_SETTINGS } from '../../config/config.module.ts';
import type { RecordingSettings } from '../../config/recording-settings.ts';
import { FileStore } from '../../files/file-store.ts';
import { Programs } from '../../processes/programs.ts';
import { ApiException, conflict } from '../../http/api-exception.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { Cancelled, GivenBack, ProcessEnded, Superseded } from '../jobs/job-ends.ts';
import { faceUnknown, noEstimate, noResults, noSuchTime, recordingBusy, videoDeleted, VideoProblemAnswer } from '../recording-errors.ts';
import type { RecordingRow } from '../recordings.repository.ts';
import { RecordingsService } from '../recordings.service.ts';
import { RunningJobs } from '../jobs/running-jobs.ts';
import { runTask, TaskFailed } from '../jobs/task-process.ts';

/** Somebody waits for it; a place that takes longer to get to is given up. */
const WITHIN_MS = 30_000;

const REASONS: Record<Exclude<SampleState, 'ok' | 'uncertain'>, string> = {
  'no-face': 'It was not seen. Choose a time at which it is.',
  'several-faces': 'Several faces were seen. Choose another time.',
  'poor-light': 'It was too dark or too bright. Choose another time.',
  'too-small': 'The face was too small. Choose another time.',
  paused: 'Nothing was analysed. Choose another time.',
};

/** What an estimate of a recording rests on: worked out again from its picture, and kept nowhere. */
@Injectable()
export class ExplanationsService {
  readonly #logger = new Logger('Recordings');

  constructor(
    @Inject(RECORDING_SETTINGS) private readonly limits: RecordingSettings,
    @Inject(ANALYSIS_SETTINGS) private readonly settings: AnalysisSettings,
    private readonly recordings: RecordingsService,
    private readonly timeline: TimelineService,
    private readonly files: FileStore,
    private readonly programs: Programs,
    private readonly running: RunningJobs,
  ) {}

  /** Of the last picture that was analysed by that time. An account has one at a time: the newest request ends the one before. */
  async explain(
    { id, source, status, video, profile, choice }: RecordingRow,
    account: { id: string },
    { participantId, atMs }: z.output<typeof explanationQuery>,
    signal: AbortSignal,
  ): Promise<Explanation> {
    if (source === null) throw videoDeleted();
    if (status === 'queued' || status === 'analysing') throw recordingBusy();
    if (status !== 'done') throw noResults();
    const known = await this.recordings.faces(id);
    const face = known.find((one) => one.participantId === participantId)?.number;
    if (face === undefined) throw faceUnknown();
    if (video !== null && atMs > video.durationMs + MAX_STAND_MS) throw noSuchTime();
    const estimate = await this.#estimateAt(id, participantId, atMs);
    const { classes, scores } = estimate;
    // In recordings from before faces were chosen, every face with results was analysed.
    const allowed = { face, faces: choice?.faces ?? known.map(({ number }) => number) };
    const activation = await this.#activation({ id, source, profile }, { estimate, ...allowed }, account, signal);
    // Nothing is said of a face that was erased meanwhile.
    if (!(await this.recordings.faces(id)).some((one) => one.participantId === participantId)) throw faceUnknown();
    return { ...activation, participantId, atMs: estimate.atMs, classes, scores };
  }

  async #estimateAt(id: string, participantId: string, atMs: number): Promise<RawEstimate> {
    const found = await this.timeline.sampleAt(id, participantId, atMs);
    if (found === null || atMs - found.sample.atMs > MAX_STAND_MS) throw noEstimate(REASONS['no-face']);
    const { classes, sample, before } = found;
    const { box, raw, state } = sample;
    if (box === undefined || box === null || raw === null)
      throw noEstimate(REASONS[state === 'ok' || state === 'uncertain' ? 'paused' : state]);
    return { atMs: sample.atMs, box, before: before?.box ?? null, classes, scores: raw };
  }

  async #activation(
    { id, source, profile }: { id: string; source: string; profile: string },
    about: { estimate: RawEstimate; face: number; faces: number[] },
    account: { id: string },
    gone: AbortSignal,
  ): Promise<ActivationMaps> {
    const task = {
      type: 'explain',
      source: await this.files.refOf(id, source),
      limits: this.limits,
      settings: { ...this.settings, profile },
      ...about,
    } as const;
    let activation: ActivationMaps | null = null;
    try {
      await this.running.track(`explanation for ${account.id}`, (signal) =>
        runTask(
          this.programs,
          task,
          (news) => {
            if (news.type === 'explained') activation = news.activation;
          },
          AbortSignal.any([signal, gone]),
          { hangsAfterMs: WITHIN_MS },
        ),
      );
    } catch (error) {
      throw this.#answerTo(error);
    }
    if (activation === null) throw new Error('The process was done without an answer.');
    return activation;
  }

  #answerTo(error: unknown): unknown {
    if (error instanceof TaskFailed) return new VideoProblemAnswer(error.problem);
    if (error instanceof Cancelled || error instanceof Superseded)
      return conflict('explanation-superseded', 'Another place was asked for meanwhile, or this one is not wanted any more.');
    if (error instanceof GivenBack) return new ApiException('explanation-failed', 'The server stops. Try again when it is back.');
    if (!(error instanceof ProcessEnded)) return error;
    this.#logger.warn(`A process that was to explain an estimate ended without an answer. ${error.message}`);
    return new ApiException(
      'explanation-failed',
      'It could not be found out in time what this estimate rests on. Try again, or at another place.',
    );
  }
}
