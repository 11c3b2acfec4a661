import { Injectable, type OnModuleInit } from '@nestjs/common';
import { artefacts, recordingFaces, recordings, renders } from '../database/schema/index.ts';
import { SubjectErasure } from '../erasing/subject-erasure.ts';
import { FileStore } from '../files/file-store.ts';
import { Cancelled } from './jobs/job-ends.ts';
import { RecordingsRepository, type RecordingRow } from './recordings.repository.ts';
import { RendersRepository } from './renders/renders.repository.ts';
import { RunningJobs } from './jobs/running-jobs.ts';

/** Deletes recordings, or their videos alone, whatever is at work with them. */
@Injectable()
export class RecordingRemoval implements OnModuleInit {
  /** Of recordings that are being erased, until the database has forgotten them. */
  readonly #files = new Map<string, string[]>();

  constructor(
    private readonly repository: RecordingsRepository,
    private readonly renders: RendersRepository,
    private readonly erasure: SubjectErasure,
    private readonly files: FileStore,
    private readonly running: RunningJobs,
  ) {}

  onModuleInit(): void {
    this.erasure.register({
      tables: [recordings, recordingFaces, renders, artefacts],
      release: ({ callId }) => this.#release(callId),
      finish: async ({ callId }) => {
        const files = this.#files.get(callId) ?? [];
        this.#files.delete(callId);
        await this.#removeFiles(files);
      },
    });
  }

  /** The recording, its files and everything found in it. */
  remove({ id }: RecordingRow): Promise<void> {
    return this.erasure.erase({ kind: 'call', callId: id });
  }

  /** The video and everything cut from it; what was found in it stays. */
  async removeVideo(row: RecordingRow): Promise<void> {
    const { id, source, status } = row;
    if (source === null) return;
    const analysing = status === 'queued' || status === 'analysing' || status === 'choosing';
    const files = await this.#filesOf(row);
    await this.repository.update(id, {
      source: null,
      playable: null,
      tracks: null,
      earlier: null,
      videoDeletedAt: new Date(),
      run: null,
      attempt: null,
      ...(analysing && { status: 'cancelled' }),
    });
    await this.#stopAll(row);
    await this.renders.removeOf(id);
    await this.#removeFiles(files);
  }

  async #release(id: string): Promise<void> {
    const row = await this.repository.find(id);
    if (row === undefined) return;
    this.#files.set(id, await this.#filesOf(row));
    await this.#stopAll(row);
  }

  /** No job holds a file any more when this returns; one of another server notices by itself. */
  async #stopAll({ id, run }: RecordingRow): Promise<void> {
    const renders = await this.renders.of(id);
    await Promise.all([run, ...renders.map((render) => render.run)].map((one) => this.running.stop(one, new Cancelled())));
  }

  async #filesOf({ id, source, playable, tracks, earlier }: RecordingRow): Promise<string[]> {
    const renders = await this.renders.of(id);
    const artefacts = await this.renders.artefactsOf(...renders.map((render) => render.id));
    return [source, playable, tracks, earlier?.tracks, ...artefacts.map(({ file }) => file)].filter(
      (name) => name !== null && name !== undefined,
    );
  }

  async #removeFiles(names: readonly string[]): Promise<void> {
    for (const name of names) await this.files.remove(name);
  }
}
