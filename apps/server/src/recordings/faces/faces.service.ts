import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { factsOf, type Problem, type RecordingView, storedProblem } from '#contracts/recording';
import type { ChooseFaces, FaceChoice, FaceFrame, RecordingFacesView } from '#contracts/recording-faces';
import { FACE_FRAME, FACE_NUMBER, RECORDING, Subjects } from '../../access/subjects.ts';
import type { AuditNote } from '../../audit/audit-note.ts';
import { RECORDING_SETTINGS } from '../../config/config.module.ts';
import type { RecordingSettings } from '../../config/recording-settings.ts';
import { FileStore } from '../../files/file-store.ts';
import { Programs } from '../../processes/programs.ts';
import { ApiException } from '../../http/api-exception.ts';
import { JobQueue } from '../../jobs/job-queue.ts';
import { SignaturesService } from '../../signatures/signatures.service.ts';
import type { Database } from '../../database/database.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { checkChoice, pendingFaces } from './face-choice.ts';
import { FaceErasure, type Leftovers } from './face-erasure.ts';
import { withNamesOf } from './face-names.ts';
import { FaceParticipants } from './face-participants.ts';
import { Cancelled, GivenBack, ProcessEnded } from '../jobs/job-ends.ts';
import {
  facesNotListed,
  faceUnknown,
  nobodyChosen,
  pictureUnknown,
  recordingUnknown,
  videoDeleted,
  VideoProblemAnswer,
} from '../recording-errors.ts';
import { RecordingsRepository, type RecordingRow } from '../recordings.repository.ts';
import { RecordingsService } from '../recordings.service.ts';
import { RunningJobs } from '../jobs/running-jobs.ts';
import { runTask, TaskFailed } from '../jobs/task-process.ts';

/** A person waits for it. */
const PICTURE_WITHIN_MS = 20_000;
const PICTURE_WIDTH = 960;

/** Whose face may be analysed: shown, said, taken back. */
@Injectable()
export class FacesService implements OnModuleInit {
  constructor(
    @Inject(RECORDING_SETTINGS) private readonly limits: RecordingSettings,
    private readonly recordings: RecordingsService,
    private readonly repository: RecordingsRepository,
    private readonly participants: FaceParticipants,
    private readonly erasure: FaceErasure,
    private readonly timeline: TimelineService,
    private readonly noteStatus: SignaturesService,
    private readonly subjects: Subjects,
    private readonly files: FileStore,
    private readonly programs: Programs,
    private readonly queue: JobQueue,
    private readonly running: RunningJobs,
  ) {}

  onModuleInit(): void {
    this.subjects.provide(FACE_NUMBER, {
      unknown: faceUnknown,
      find: async (number) => (/^[1-9]\d{0,5}$/.test(number) ? { number: Number(number) } : undefined),
    });
    // The listed pictures alone: they are for saying who somebody is, not another way to the video.
    this.subjects.provide(FACE_FRAME, {
      unknown: pictureUnknown,
      find: async (atMs, admitted) => admitted.get(RECORDING).listing?.frames.find((frame) => Math.abs(frame.atMs - Number(atMs)) < 1),
    });
  }

  view({ listing, choice, source }: RecordingRow): RecordingFacesView {
    return { listing, choice, open: listing !== null && source !== null };
  }

  /** A picture of the listing as JPEG. It is decoded for this answer and kept nowhere. */
  async picture({ id, source }: RecordingRow, { atMs }: FaceFrame, gone: AbortSignal): Promise<Buffer> {
    if (source === null) throw videoDeleted();
    const task = {
      type: 'picture',
      source: await this.files.refOf(id, source),
      limits: this.limits,
      atMs,
      maxWidth: PICTURE_WIDTH,
    } as const;
    let jpeg: string | null = null;
    try {
      await runTask(
        this.programs,
        task,
        (news) => {
          if (news.type === 'picture') ({ jpeg } = news);
        },
        gone,
        { hangsAfterMs: PICTURE_WITHIN_MS },
      );
    } catch (error) {
      if (error instanceof TaskFailed) throw new VideoProblemAnswer(error.problem);
      if (error instanceof ProcessEnded || error instanceof GivenBack || error instanceof Cancelled)
        throw new ApiException('picture-failed', 'This picture could not be shown. Try again.');
      throw error;
    }
    if (jpeg === null) throw new Error('The process was done without an answer.');
    return Buffer.from(jpeg, 'base64');
  }

  /**
   * Says who has agreed. Who is left out is erased; who is new is analysed, and the results of the others stay. 400 `faces-unknown`,
   * `clinician-not-analysed`; 409 `faces-not-listed`, `video-deleted`, and `note-signed` for somebody new.
   */
  async choose({ id }: RecordingRow, wanted: ChooseFaces, note: AuditNote): Promise<RecordingView> {
    const changed = await this.#change(id, (row) => {
      if (row.listing === null) throw facesNotListed();
      checkChoice(wanted, row.listing);
      return wanted;
    });
    note.detail = {
      faces: textOf(wanted.faces),
      clinicians: textOf(wanted.clinicians),
      before: textOf(changed.row.choice?.faces),
      erased: textOf(changed.removed),
    };
    if (changed.choice === changed.row.choice) note.skip();
    await this.#finish(id, changed);
    return this.recordings.view({ id });
  }

  /** Erases one face, whatever is at work with it. Idempotent: a face that is not analysed has nothing to erase. */
  async erase({ id }: RecordingRow, number: number, note: AuditNote): Promise<RecordingView> {
    const changed = await this.#change(id, (row, known) => {
      const { faces, clinicians } = row.choice ?? { faces: known, clinicians: [] };
      return { faces: faces.filter((face) => face !== number), clinicians };
    });
    note.detail = { face: number };
    if (changed.removed.length === 0) note.skip();
    await this.#finish(id, changed);
    return this.recordings.view({ id });
  }

  async #change(id: string, choose: (row: RecordingRow, known: number[]) => ChooseFaces): Promise<Changed> {
    return this.repository.transaction(async (tx) => {
      const row = await this.repository.lock(id, tx);
      if (row === undefined) throw recordingUnknown();
      const known = (await this.repository.facesOfIn(id, tx)).map((face) => face.number);
      const { faces, clinicians } = choose(row, known);
      const removed = known.filter((number) => !faces.includes(number));
      // A name can be older than the choice: kept from an analysis with other options, of a face that nobody has chosen since.
      const listing = withNamesOf(row.listing, faces);
      if (listing !== row.listing) await this.repository.update(id, { listing }, tx);
      const isSame = row.choice !== null && faces.join() === row.choice.faces.join() && clinicians.join() === row.choice.clinicians.join();
      if ((isSame || (row.listing === null && row.choice === null)) && removed.length === 0)
        return { row, choice: row.choice, removed, run: null, stop: null, leftovers: { runs: [], files: [] } };
      const { checkpoint, leftovers } = await this.erasure.forget(row, removed, tx);
      const choice: FaceChoice | null = row.listing === null ? null : { faces, clinicians, by: 'person', at: new Date().toISOString() };
      const next = { ...row, checkpoint, choice, analysed: row.analysed.filter((number) => faces.includes(number)) };
      const run = await this.#goOn(next, known, tx);
      return { row, choice, removed, run, stop: row.run, leftovers };
    });
  }

  /** What is to be done with the choice as it is now. @returns the job, if there is one */
  async #goOn(row: RecordingRow, before: readonly number[], tx: Database): Promise<string | null> {
    const { id, choice, analysed, checkpoint, source } = row;
    const pending = pendingFaces(row);
    const isNew = pending.some((number) => !before.includes(number));
    if (choice === null) {
      await this.repository.update(id, { checkpoint }, tx);
      return null;
    }
    if (pending.length === 0) {
      const run = source !== null && row.video?.playable === false && row.playable === null ? randomUUID() : null;
      const problem = storedProblem([...(choice.faces.length === 0 ? [nobodyChosen] : []), ...ofTheVideo(row)]);
      await this.repository.update(
        id,
        { choice, analysed, checkpoint: null, run, attempt: null, attempts: 0, status: 'done', problem, likely: null },
        tx,
      );
      return run;
    }
    if (!isNew && (row.status === 'failed' || row.status === 'cancelled')) {
      await this.repository.update(id, { choice, analysed, checkpoint }, tx);
      return null;
    }
    if (source === null) throw videoDeleted();
    const faces = await this.participants.add(id, pending, tx);
    const run = randomUUID();
    // A face that is added is analysed from the start, together with those not finished yet.
    if (isNew) await this.noteStatus.changeBasis(id, tx);
    if (isNew) for (const number of pending) await this.timeline.eraseIn(id, faces.get(number) ?? '', tx);
    const problem = storedProblem(ofTheVideo(row));
    await this.repository.update(
      id,
      { choice, analysed, checkpoint: isNew ? null : checkpoint, run, attempt: null, attempts: 0, status: 'queued', problem, likely: null },
      tx,
    );
    return run;
  }

  async #finish(id: string, { row, choice, removed, run, stop, leftovers }: Changed): Promise<void> {
    if (choice !== row.choice || removed.length > 0) await this.running.stop(stop, new Cancelled());
    if (removed.length > 0) await this.erasure.finish(id, leftovers);
    if (run !== null) await this.queue.send({ kind: 'recording', id, run });
  }
}

/** What a person should know of the video itself, whoever is analysed. */
const ofTheVideo = ({ problem }: RecordingRow): Problem[] => factsOf(problem).filter(({ code }) => code !== nobodyChosen.code);
const textOf = (numbers: readonly number[] | undefined) => numbers?.join(',') ?? null;

interface Changed {
  row: RecordingRow;
  choice: FaceChoice | null;
  /** Numbers that were erased. */
  removed: number[];
  /** The job that goes on, if there is one, and the one that has to stop. */
  run: string | null;
  stop: string | null;
  leftovers: Leftovers;
}
