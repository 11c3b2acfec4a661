import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { RecordingTask } from '#contracts/recording-link';
import { type ClipSpan, spansToCut } from '#timeline/clip-spans';
import type { CallRow } from '../../calls/calls.repository.ts';
import { RecordedCalls } from '../../calls/recorded-calls.service.ts';
import { RECORDING_SETTINGS } from '../../config/config.module.ts';
import type { RecordingSettings } from '../../config/recording-settings.ts';
import { FileStore } from '../../files/file-store.ts';
import { Programs } from '../../processes/programs.ts';
import type { Job } from '../../jobs/job-queue.ts';
import { work } from '../jobs/attempts.ts';
import { Superseded } from '../jobs/job-ends.ts';
import { RecordingResults } from '../results/recording-results.ts';
import { RecordingsRepository, type RecordingRow } from '../recordings.repository.ts';
import { renderNames } from './render-names.ts';
import { type ArtefactRow, RendersRepository, type RenderRow } from './renders.repository.ts';
import { RunningJobs } from '../jobs/running-jobs.ts';
import { runTask, TaskFailed } from '../jobs/task-process.ts';

type Planned = Pick<ArtefactRow, 'kind' | 'file' | 'fileName' | 'startMs' | 'endMs' | 'label'>;
interface Source {
  file: string;
  recording: RecordingRow;
  call: CallRow;
}

/** Makes what a render asks for: the annotated video, or clips and one video of them all. */
@Injectable()
export class RenderJob {
  constructor(
    @Inject(RECORDING_SETTINGS) private readonly limits: RecordingSettings,
    private readonly renders: RendersRepository,
    private readonly recordings: RecordingsRepository,
    private readonly calls: RecordedCalls,
    private readonly results: RecordingResults,
    private readonly files: FileStore,
    private readonly programs: Programs,
    private readonly running: RunningJobs,
  ) {}

  async work({ id, run }: Job, signal: AbortSignal): Promise<void> {
    const held = await this.renders.find(id);
    if (held === undefined) return;
    return work({
      claim: (attempt) => this.renders.claim(id, run, attempt),
      giveBack: (attempt) => this.renders.giveBack(id, attempt),
      run: (attempt) => this.#run(held, attempt, signal),
      fail: async (attempt, problem) =>
        void (await this.renders.updateHeld(held, attempt, { run: null, attempt: null, status: 'failed', problem })),
    });
  }

  async #run(held: RenderRow, attempt: string, signal: AbortSignal): Promise<void> {
    const render = await this.renders.updateHeld(held, attempt, { status: 'running' });
    if (render === undefined) throw new Superseded();
    const source = await this.#source(render);
    const { task, planned } = render.request.kind === 'annotated' ? await this.#annotated(source) : await this.#clips(source, render);
    try {
      const { outputs } = await runTask(
        this.programs,
        task,
        (news) => {
          if (news.type === 'progress') this.running.progressed(render.run, news.progress);
        },
        signal,
      );
      const made = planned.map((one, position) => ({
        ...one,
        id: randomUUID(),
        renderId: held.id,
        position,
        bytes: outputs[position]?.bytes ?? 0,
        durationMs: outputs[position]?.durationMs ?? 0,
      }));
      if (!(await this.renders.finish(held, attempt, made))) throw new Superseded();
    } catch (error) {
      for (const { file } of planned) await this.files.remove(file);
      throw error;
    }
  }

  async #source({ recordingId }: RenderRow): Promise<Source> {
    const [recording, call] = await Promise.all([this.recordings.find(recordingId), this.calls.find(recordingId)]);
    if (recording === undefined || call === undefined || recording.source === null) throw new Superseded();
    return { file: recording.source, recording, call };
  }

  async #annotated({ file, recording, call }: Source): Promise<{ task: RecordingTask; planned: Planned[] }> {
    const output = randomUUID();
    const faces = await this.results.drawnFaces(recording.id, call.labelLagMs);
    return {
      task: {
        type: 'annotate',
        source: await this.files.refOf(recording.id, file),
        limits: this.limits,
        output: await this.files.refOf(recording.id, output),
        faces,
      },
      planned: [
        { kind: 'annotated', file: output, fileName: renderNames(recording.fileName).annotated, startMs: null, endMs: null, label: null },
      ],
    };
  }

  async #clips(source: Source, { request, recordingId }: RenderRow): Promise<{ task: RecordingTask; planned: Planned[] }> {
    const spans = await this.#spans(source, request);
    if (spans.length === 0) {
      throw new TaskFailed({
        code: 'no-such-stretch',
        message: 'Nowhere in the video is there a stretch like this. Choose other expressions, or a lower confidence.',
      });
    }
    const names = renderNames(source.recording.fileName);
    const planned: Planned[] = spans.map(({ startMs, endMs, label }, i) => ({
      kind: 'clip',
      file: randomUUID(),
      fileName: names.clip(i + 1, startMs, label),
      startMs,
      endMs,
      label,
    }));
    const joined = randomUUID();
    return {
      task: {
        type: 'clips',
        source: await this.files.refOf(recordingId, source.file),
        limits: this.limits,
        joined: await this.files.refOf(recordingId, joined),
        clips: await Promise.all(
          spans.map(async (span, i) => ({ ...span, output: await this.files.refOf(recordingId, planned[i]?.file ?? '') })),
        ),
      },
      planned: [...planned, { kind: 'joined', file: joined, fileName: names.joined, startMs: null, endMs: null, label: null }],
    };
  }

  async #spans({ call, recording }: Source, request: RenderRow['request']): Promise<ClipSpan[]> {
    const durationMs = call.durationMs ?? 0;
    if (request.kind === 'annotated') return [];
    if (request.kind === 'moments')
      return spansToCut(
        request.spans.map((span) => ({ ...span, label: request.name })),
        { paddingMs: request.paddingMs, durationMs },
      );
    const { emotions, minConfidence, paddingMs, participantId } = request;
    const face = (await this.recordings.facesOf(recording.id)).find((one) => one.participantId === participantId)?.number ?? null;
    return this.results.clipSpans(recording.id, { emotions, minConfidence, paddingMs, face, durationMs, lagMs: call.labelLagMs });
  }
}
