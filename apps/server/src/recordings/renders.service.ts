import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Artefact, renderRequest, RenderView } from '#contracts/recording';
import { AuditService } from '../audit/audit.service.ts';
import { FileStore } from '../files/file-store.ts';
import { MediaUrls } from '../files/media-urls.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { Cancelled } from './job-ends.ts';
import { faceUnknown, noResults, renderUnknown, videoDeleted } from './recording-errors.ts';
import { RecordingsService } from './recordings.service.ts';
import { type ArtefactRow, RendersRepository, type RenderRow } from './renders.repository.ts';
import { RunningJobs } from './running-jobs.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Videos made of a recording's video: asked for, listed, deleted. */
@Injectable()
export class RendersService {
  constructor(
    private readonly recordings: RecordingsService,
    private readonly repository: RendersRepository,
    private readonly queue: JobQueue,
    private readonly running: RunningJobs,
    private readonly files: FileStore,
    private readonly urls: MediaUrls,
    private readonly audit: AuditService,
  ) {}

  async create(account: { id: string }, recordingId: string, request: z.output<typeof renderRequest>): Promise<RenderView> {
    const recording = await this.recordings.owned(account, recordingId);
    if (recording.source === null) throw videoDeleted();
    if (recording.status !== 'done') throw noResults();
    if (request.kind === 'clips' && request.participantId !== null && !(await this.recordings.faces(recordingId)).some((face) => face.participantId === request.participantId)) throw faceUnknown();
    const [id, run] = [randomUUID(), randomUUID()];
    await this.repository.create({ id, recordingId, request, status: 'queued', problem: null, run, worker: null, attempts: 0, createdAt: new Date() });
    await this.queue.send({ kind: 'render', id, run });
    await this.audit.record({ actor: { kind: 'account', id: account.id }, action: 'recording-rendered', callId: recordingId, detail: { kind: request.kind } });
    return this.view(account, recordingId, id);
  }

  async list(account: { id: string }, recordingId: string): Promise<RenderView[]> {
    await this.recordings.owned(account, recordingId);
    const rows = await this.repository.of(recordingId);
    const made = await this.repository.artefactsOf(...rows.map((row) => row.id));
    return rows.map((row) => this.#toView(row, made.filter((artefact) => artefact.renderId === row.id)));
  }

  async view(account: { id: string }, recordingId: string, id: string): Promise<RenderView> {
    const row = await this.#owned(account, recordingId, id);
    return this.#toView(row, await this.repository.artefactsOf(id));
  }

  /** Stops it if it is being made, and deletes its files. */
  async remove(account: { id: string }, recordingId: string, id: string): Promise<void> {
    const { run } = await this.#owned(account, recordingId, id);
    await this.running.stop(run, new Cancelled());
    const made = await this.repository.artefactsOf(id);
    await this.repository.remove(id);
    for (const { file } of made) await this.files.remove(file);
  }

  async #owned(account: { id: string }, recordingId: string, id: string): Promise<RenderRow> {
    await this.recordings.owned(account, recordingId);
    const row = UUID.test(id) ? await this.repository.find(id) : undefined;
    if (row?.recordingId !== recordingId) throw renderUnknown();
    return row;
  }

  #toView({ id, request, status, createdAt, problem, run }: RenderRow, made: ArtefactRow[]): RenderView {
    return { id, request, status, createdAt: createdAt.toISOString(), progress: this.running.progressOf(run), problem, artefacts: made.map((row) => this.#toArtefact(row)) };
  }

  #toArtefact({ id, kind, file, fileName, bytes, durationMs, startMs, endMs, label }: ArtefactRow): Artefact {
    const { url } = this.urls.sign({ file, contentType: 'video/mp4', fileName });
    return { id, kind, fileName, bytes, durationMs, span: startMs === null || endMs === null ? null : { startMs, endMs }, label, url };
  }
}
