import { Injectable, Logger } from '@nestjs/common';
import { checkpointWithout } from '#contracts/recording-link';
import { RecordedCalls } from '../../calls/recorded-calls.service.ts';
import { FileStore } from '../../files/file-store.ts';
import { describe } from '../../logging/describe.ts';
import { SignaturesService } from '../../signatures/signatures.service.ts';
import { NotesService } from '../../notes/notes.service.ts';
import type { Database } from '../../database/database.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { Cancelled } from '../jobs/job-ends.ts';
import { RecordingsRepository, type RecordingRow } from '../recordings.repository.ts';
import { RendersRepository, type RenderRow } from '../renders/renders.repository.ts';
import { RunningJobs } from '../jobs/running-jobs.ts';

/** What is left to do once the database has forgotten a face. */
export interface Leftovers {
  runs: (string | null)[];
  files: string[];
}

const faceErased = { code: 'face-erased', message: 'A face that it may show was erased. Have it made again.' };

/**
 * Forgets one face of a recording and nothing of the others. The database forgets in one transaction, in which every job that may have seen
 * the face loses its hold; so nothing that is still on its way is stored afterwards.
 */
@Injectable()
export class FaceErasure {
  readonly #logger = new Logger('Recordings');

  constructor(
    private readonly repository: RecordingsRepository,
    private readonly renders: RendersRepository,
    private readonly calls: RecordedCalls,
    private readonly timeline: TimelineService,
    private readonly notes: NotesService,
    private readonly noteStatus: SignaturesService,
    private readonly files: FileStore,
    private readonly running: RunningJobs,
  ) {}

  /**
   * Samples, participant, renders and what a checkpoint has of these faces; the note is owed. The caller holds the recording's row.
   *
   * @returns the checkpoint that is left, and what {@link finish} takes
   */
  async forget(row: RecordingRow, numbers: readonly number[], tx: Database): Promise<{ checkpoint: unknown; leftovers: Leftovers }> {
    const faces = (await this.repository.facesOfIn(row.id, tx)).filter(({ number }) => numbers.includes(number));
    const leftovers: Leftovers = { runs: [], files: [] };
    for (const { participantId } of faces) {
      await this.timeline.eraseIn(row.id, participantId, tx);
      await this.calls.removeFace(participantId, tx);
    }
    const erased = new Set(faces.map(({ participantId }) => participantId));
    for (const render of await this.renders.of(row.id, tx)) {
      if (erased.size === 0 || isOfAnother(render, erased)) continue;
      leftovers.runs.push(render.run);
      leftovers.files.push(...(await this.renders.unmake(render, faceErased, tx)));
    }
    if (erased.size > 0) {
      await this.noteStatus.basisErased(row.id, tx);
      await this.repository.update(row.id, { noteStale: true }, tx);
    }
    return {
      checkpoint: numbers.reduce<unknown>((checkpoint, number) => checkpointWithout(checkpoint, number), row.checkpoint),
      leftovers,
    };
  }

  /** After the transaction: jobs are stopped, files deleted, the note renewed. What a crash leaves of it is made up for by `Housekeeping`. */
  async finish(id: string, { runs, files }: Leftovers): Promise<void> {
    await Promise.all(runs.map((run) => this.running.stop(run, new Cancelled())));
    for (const file of files) await this.files.remove(file);
    await this.renewNote(id);
  }

  /** Takes what has been erased out of the note; a signed note is flagged. */
  async renewNote(id: string): Promise<void> {
    const call = await this.calls.find(id);
    if (call === undefined) return;
    try {
      await this.notes.renew(call);
      await this.repository.update(id, { noteStale: false });
    } catch (error) {
      this.#logger.warn(`The note of a recording could not be renewed after a face was erased; trying again later. ${describe(error)}`);
    }
  }
}

/** Clips of somebody else show nothing of the face that is erased. */
function isOfAnother({ request }: RenderRow, erased: ReadonlySet<string>): boolean {
  return (
    request.kind === 'clips' && request.participantId !== null && request.participantId !== undefined && !erased.has(request.participantId)
  );
}
