import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import {
  type RecordedFace,
  type RecordingLimits,
  type RecordingOptions,
  type RecordingView,
  type renameFace,
  type renameRecording,
  VIDEO_EXTENSIONS,
} from '#contracts/recording';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import { FACE, RECORDING, Subjects } from '../access/subjects.ts';
import type { CallRow } from '../calls/calls.repository.ts';
import { RecordedCalls } from '../calls/recorded-calls.service.ts';
import { ANALYSIS_SETTINGS, RECORDING_SETTINGS, RETENTION_SETTINGS } from '../config/config.module.ts';
import type { RetentionSettings } from '../config/retention-settings.ts';
import type { RecordingSettings } from '../config/recording-settings.ts';
import { FileStore } from '../files/file-store.ts';
import type { Page, PageRequest } from '../http/paging.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { SignaturesService } from '../signatures/signatures.service.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { namesToKeep } from './faces/face-names.ts';
import { Cancelled } from './jobs/job-ends.ts';
import { checkProfile, knownProfiles } from './profiles.ts';
import { faceUnknown, recordingBusy, recordingUnknown, stillUploading, videoDeleted } from './recording-errors.ts';
import { facesOf, toRecordingView } from './recording-view.ts';
import { AnalysisPace } from './analysis/analysis-pace.ts';
import { RecordingRemoval } from './recording-removal.ts';
import { RecordingsRepository, type RecordingRow } from './recordings.repository.ts';
import { RunningJobs } from './jobs/running-jobs.ts';

/** Who asks: the signed-in clinician. */
interface Owner {
  id: string;
}

/** Recorded videos and whose they are: a recording belongs to the account that uploaded it, and is unknown to everybody else. */
@Injectable()
export class RecordingsService implements OnModuleInit {
  constructor(
    @Inject(RECORDING_SETTINGS) private readonly settings: RecordingSettings,
    @Inject(RETENTION_SETTINGS) private readonly retention: RetentionSettings,
    @Inject(ANALYSIS_SETTINGS) private readonly analysis: AnalysisSettings,
    private readonly repository: RecordingsRepository,
    private readonly removal: RecordingRemoval,
    private readonly calls: RecordedCalls,
    private readonly timeline: TimelineService,
    private readonly notes: SignaturesService,
    private readonly files: FileStore,
    private readonly queue: JobQueue,
    private readonly running: RunningJobs,
    private readonly subjects: Subjects,
    private readonly pace: AnalysisPace,
  ) {}

  onModuleInit(): void {
    this.subjects.provide(RECORDING, {
      unknown: recordingUnknown,
      find: async (id, { account }) => {
        const call = await this.calls.find(id);
        return call !== undefined && call.ownerId === account?.id ? this.repository.find(id) : undefined;
      },
    });
    this.subjects.provide(FACE, {
      unknown: faceUnknown,
      find: async (participantId, admitted) =>
        (await this.repository.facesOf(admitted.get(RECORDING).id)).find((face) => face.participantId === participantId),
    });
  }

  limits(): RecordingLimits {
    const { maxBytes, maxDurationMs, maxPixels } = this.settings;
    const { videoDays } = this.retention;
    return {
      maxBytes,
      maxDurationMs,
      maxPixels,
      videoDays,
      extensions: [...VIDEO_EXTENSIONS],
      profiles: knownProfiles(this.analysis.modelsPath),
      analysisPace: this.pace.pace,
    };
  }

  /** A page, newest first. */
  async list(account: Owner, page: PageRequest): Promise<Page<RecordingView>> {
    const { rows, next } = await this.calls.ofOwner(account.id, page);
    return { rows: await this.#views(rows), next };
  }

  async view({ id }: { id: string }): Promise<RecordingView> {
    const call = await this.calls.find(id);
    const [view] = call === undefined ? [] : await this.#views([call]);
    if (view === undefined) throw recordingUnknown();
    return view;
  }

  async rename({ id }: RecordingRow, { title }: z.output<typeof renameRecording>): Promise<RecordingView> {
    await this.calls.rename(id, title);
    return this.view({ id });
  }

  async renameFace({ id }: RecordingRow, participantId: string, { name }: z.output<typeof renameFace>): Promise<RecordingView> {
    await this.repository.transaction(async (tx) => {
      await this.notes.changeBasis(id, tx);
      await this.calls.renameFace(id, participantId, name, tx);
    });
    return this.view({ id });
  }

  async faces(id: string): Promise<RecordedFace[]> {
    const [faces, participants] = await Promise.all([this.repository.facesOf(id), this.calls.facesOf(id)]);
    return facesOf(id, faces, participants);
  }

  /** Stops the analysis; what was found until then stays. Nothing happens where none is at work. */
  async cancel(row: RecordingRow): Promise<RecordingView> {
    const { id } = row;
    if (row.run !== null) {
      const analysing = row.status === 'queued' || row.status === 'analysing';
      await this.repository.endRun(id, row.run, analysing ? { status: 'cancelled' } : {});
      await this.running.stop(row.run, new Cancelled());
    }
    return this.view(row);
  }

  /**
   * Starts the analysis anew; what an earlier one found is deleted. Whose face may be analysed stays as it was said; with other options the
   * faces are listed again first, as they may get other numbers; those that are the same keep their names. 409 while one is at work or there is no video.
   */
  async analyse(row: RecordingRow, { profile, everyNth }: RecordingOptions): Promise<RecordingView> {
    const { id } = row;
    if (row.source === null) throw videoDeleted();
    if (row.status === 'uploading') throw stillUploading();
    if (row.status === 'queued' || row.status === 'analysing') throw recordingBusy();
    checkProfile(this.analysis.modelsPath, profile);
    await this.running.stop(row.run, new Cancelled());
    const run = randomUUID();
    const isListed = row.choice !== null && row.profile === profile && row.everyNth === everyNth;
    const earlier = isListed ? row.earlier : namesToKeep(row, await this.faces(id));
    await this.repository.transaction(async (tx) => {
      await this.notes.changeBasis(id, tx);
      const anew = isListed ? {} : { listing: null, choice: null, tracks: null, earlier, problem: null };
      await this.repository.update(
        id,
        { profile, everyNth, run, attempt: null, status: 'queued', attempts: 0, checkpoint: null, analysed: [], ...anew },
        tx,
      );
      await this.timeline.eraseAll(id, tx);
      if (!isListed) await this.calls.removeFaces(id, tx);
    });
    if (!isListed)
      for (const file of [row.tracks, row.earlier?.tracks]) if (file && file !== earlier?.tracks) await this.files.remove(file);
    await this.queue.send({ kind: 'recording', id, run });
    return this.view(row);
  }

  /** Deletes the recording, its files and everything found in it. */
  async remove(row: RecordingRow): Promise<void> {
    await this.removal.remove(row);
  }

  /** Deletes the video and everything cut from it; what was found in it stays. */
  async removeVideo(row: RecordingRow): Promise<RecordingView> {
    if (row.status === 'uploading') throw stillUploading();
    await this.removal.removeVideo(row);
    return this.view(row);
  }

  async #views(calls: CallRow[]): Promise<RecordingView[]> {
    const ids = calls.map((call) => call.id);
    const [rows, faces, participants, signed] = await Promise.all([
      this.repository.of(ids),
      this.repository.facesOf(...ids),
      this.calls.facesOf(...ids),
      this.notes.signed(ids),
    ]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    const progress = await this.running.progressOf(rows.map(({ run }) => run));
    return calls.flatMap((call) => {
      const recording = byId.get(call.id);
      if (recording === undefined) return [];
      return [
        toRecordingView({
          call,
          recording,
          faces: facesOf(call.id, faces, participants),
          progress: progress.get(recording.run) ?? null,
          noteSigned: signed.has(call.id),
        }),
      ];
    });
  }
}
