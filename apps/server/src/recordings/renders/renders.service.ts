import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import type { Artefact, JobProgress, renderRequest, RenderView } from '#contracts/recording';
import { RECORDING, RENDER, Subjects } from '../../access/subjects.ts';
import { FileStore } from '../../files/file-store.ts';
import { MediaUrls } from '../../files/media-urls.ts';
import { JobQueue } from '../../jobs/job-queue.ts';
import { Cancelled } from '../jobs/job-ends.ts';
import { faceUnknown, noResults, recordingUnknown, renderUnknown, videoDeleted } from '../recording-errors.ts';
import { type RecordingRow, RecordingsRepository } from '../recordings.repository.ts';
import { RecordingsService } from '../recordings.service.ts';
import { type ArtefactRow, RendersRepository, type RenderRow } from './renders.repository.ts';
import { RunningJobs } from '../jobs/running-jobs.ts';

/** Videos made of a recording's video: asked for, listed, deleted. */
@Injectable()
export class RendersService implements OnModuleInit {
  constructor(
    private readonly recordings: RecordingsService,
    private readonly rows: RecordingsRepository,
    private readonly repository: RendersRepository,
    private readonly queue: JobQueue,
    private readonly running: RunningJobs,
    private readonly files: FileStore,
    private readonly urls: MediaUrls,
    private readonly subjects: Subjects,
  ) {}

  onModuleInit(): void {
    this.subjects.provide(RENDER, {
      unknown: renderUnknown,
      find: async (id, admitted) => {
        const row = await this.repository.find(id);
        return row?.recordingId === admitted.get(RECORDING).id ? row : undefined;
      },
    });
  }

  async create(recording: RecordingRow, request: z.output<typeof renderRequest>): Promise<RenderView> {
    const recordingId = recording.id;
    if (recording.source === null) throw videoDeleted();
    if (recording.status !== 'done') throw noResults();
    if (
      request.kind === 'clips' &&
      request.participantId !== null &&
      !(await this.recordings.faces(recordingId)).some((face) => face.participantId === request.participantId)
    )
      throw faceUnknown();
    const [id, run] = [randomUUID(), randomUUID()];
    const row: RenderRow = {
      id,
      recordingId,
      request,
      status: 'queued',
      problem: null,
      run,
      attempt: null,
      attempts: 0,
      createdAt: new Date(),
    };
    // A face that is being erased meanwhile is either in what the job will read, or this render is among those taken back.
    await this.repository.transaction(async (tx) => {
      if ((await this.rows.lock(recordingId, tx)) === undefined) throw recordingUnknown();
      await this.repository.create(row, tx);
    });
    await this.queue.send({ kind: 'render', id, run });
    return this.view(row);
  }

  async list(recordingId: string): Promise<RenderView[]> {
    const rows = await this.repository.of(recordingId);
    const made = await this.repository.artefactsOf(...rows.map((row) => row.id));
    const progress = await this.running.progressOf(rows.map(({ run }) => run));
    return rows.map((row) =>
      this.#toView(row, {
        made: made.filter((artefact) => artefact.renderId === row.id),
        progress: progress.get(row.run) ?? null,
      }),
    );
  }

  async view(row: RenderRow): Promise<RenderView> {
    const [made, progress] = await Promise.all([this.repository.artefactsOf(row.id), this.running.progressOf([row.run])]);
    return this.#toView(row, { made, progress: progress.get(row.run) ?? null });
  }

  /** Stops it if it is being made, and deletes its files. */
  async remove({ id, run }: RenderRow): Promise<void> {
    await this.running.stop(run, new Cancelled());
    const made = await this.repository.artefactsOf(id);
    await this.repository.remove(id);
    for (const { file } of made) await this.files.remove(file);
  }

  #toView(
    { id, recordingId, request, status, createdAt, problem }: RenderRow,
    { made, progress }: { made: ArtefactRow[]; progress: JobProgress | null },
  ): RenderView {
    return {
      id,
      request,
      status,
      createdAt: createdAt.toISOString(),
      progress,
      problem,
      artefacts: made.map((row) => this.#toArtefact(recordingId, row)),
    };
  }

  #toArtefact(recordingId: string, { id, kind, file, fileName, bytes, durationMs, startMs, endMs, label }: ArtefactRow): Artefact {
    const { url } = this.urls.sign({ recordingId, file, contentType: 'video/mp4', fileName });
    return { id, kind, fileName, bytes, durationMs, span: startMs === null || endMs === null ? null : { startMs, endMs }, label, url };
  }
}
