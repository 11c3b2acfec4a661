import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import {
  RECORDING_CONSENT_WORDING,
  type RecordedFace,
  type RecordingLimits,
  type RecordingOptions,
  type RecordingView,
  type renameFace,
  type renameRecording,
  type UploadMetadata,
  VIDEO_EXTENSIONS,
} from '#contracts/recording';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import { FACE, RECORDING, Subjects } from '../access/subjects.ts';
import { AuditService } from '../audit/audit.service.ts';
import type { CallRow } from '../calls/calls.repository.ts';
import { RecordedCalls } from '../calls/recorded-calls.service.ts';
import { ANALYSIS_SETTINGS, RECORDING_SETTINGS } from '../config/config.module.ts';
import type { RecordingSettings } from '../config/recording-settings.ts';
import { FileStore } from '../files/file-store.ts';
import { ApiException, badRequest } from '../http/api-exception.ts';
import type { Page, PageRequest } from '../http/paging.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { NoteStatusService } from '../notes/note-status.service.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { namesToKeep } from './faces/face-names.ts';
import { Cancelled } from './jobs/job-ends.ts';
import { knownProfiles } from './profiles.ts';
import { faceUnknown, recordingBusy, recordingUnknown, stillUploading, videoDeleted } from './recording-errors.ts';
import { facesOf, toRecordingView } from './recording-view.ts';
import { RecordingRemoval } from './recording-removal.ts';
import { RecordingsRepository, type RecordingRow } from './recordings.repository.ts';
import { RunningJobs } from './jobs/running-jobs.ts';

/** How often the bytes of an upload that goes on are written down. */
const COUNT_EVERY_MS = 2_000;

/** Who asks: the signed-in clinician. */
interface Owner {
  id: string;
}

/** The name of an upload's file in the file store. */
export const sourceName = (recordingId: string) => recordingId;

/** Recorded videos and whose they are: a recording belongs to the account that uploaded it, and is unknown to everybody else. */
@Injectable()
export class RecordingsService implements OnModuleInit {
  readonly #counted = new Map<string, number>();

  constructor(
    @Inject(RECORDING_SETTINGS) private readonly settings: RecordingSettings,
    @Inject(ANALYSIS_SETTINGS) private readonly analysis: AnalysisSettings,
    private readonly repository: RecordingsRepository,
    private readonly removal: RecordingRemoval,
    private readonly calls: RecordedCalls,
    private readonly timeline: TimelineService,
    private readonly notes: NoteStatusService,
    private readonly audit: AuditService,
    private readonly files: FileStore,
    private readonly queue: JobQueue,
    private readonly running: RunningJobs,
    private readonly subjects: Subjects,
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
    const { maxBytes, maxDurationMs, maxPixels, videoDays } = this.settings;
    return {
      maxBytes,
      maxDurationMs,
      maxPixels,
      videoDays,
      extensions: [...VIDEO_EXTENSIONS],
      profiles: knownProfiles(this.analysis.modelsPath),
    };
  }

  /**
   * An upload of so many bytes begins, whose id (a UUID) becomes the recording's; its bytes go to the file {@link sourceName}. 400
   * `empty-file`, `profile-unknown` or 413 `too-large` if it cannot be taken.
   */
  async begin(account: Owner, id: string, metadata: UploadMetadata, bytes: number): Promise<void> {
    this.#check(metadata, bytes);
    const now = new Date();
    const title = metadata.title ?? '';
    await this.repository.transaction(async (tx) => {
      await this.calls.create({ id, ownerId: account.id, title: title === '' ? metadata.filename : title, at: now }, tx);
      await this.repository.create(
        {
          id,
          fileName: metadata.filename,
          bytes,
          receivedBytes: 0,
          receivedAt: now,
          profile: metadata.profile,
          everyNth: metadata.everyNth,
          status: 'uploading',
          problem: null,
          video: null,
          checkpoint: null,
          run: null,
          attempt: null,
          attempts: 0,
          source: sourceName(id),
          playable: null,
          playableProblem: null,
          videoDeletedAt: null,
          tracks: null,
          earlier: null,
          listing: null,
          choice: null,
          analysed: [],
          likely: metadata.faces ?? null,
          noteStale: false,
        },
        tx,
      );
    });
    await this.audit.record({
      actor: { kind: 'account', id: account.id },
      action: 'recording-consent',
      callId: id,
      detail: { wording: RECORDING_CONSENT_WORDING, language: metadata.language },
    });
  }

  /** So many bytes have arrived in all. Cheap: may be told as often as bytes come. 404 once the recording has been deleted. */
  async received(id: string, bytes: number): Promise<void> {
    const now = Date.now();
    if (now - (this.#counted.get(id) ?? 0) < COUNT_EVERY_MS) return;
    this.#counted.set(id, now);
    if ((await this.repository.update(id, { receivedBytes: bytes, receivedAt: new Date() })) === undefined) throw recordingUnknown();
  }

  /** All bytes have arrived and are on the disk. Idempotent. */
  async complete(id: string): Promise<void> {
    this.#counted.delete(id);
    const row = await this.repository.find(id);
    if (row === undefined) throw recordingUnknown();
    const run = randomUUID();
    const queued = await this.repository.finishUpload(id, {
      receivedBytes: row.bytes,
      receivedAt: new Date(),
      status: 'queued',
      run,
      attempts: 0,
    });
    if (queued !== undefined) await this.queue.send({ kind: 'recording', id, run });
  }

  /** The upload was given up: nothing of it stays. */
  async abandon(id: string): Promise<void> {
    this.#counted.delete(id);
    const row = await this.repository.find(id);
    if (row?.status === 'uploading') await this.removal.remove(row);
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
      await this.calls.renameFace(participantId, name, tx);
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
    this.#checkProfile(profile);
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
    this.#counted.delete(row.id);
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
    return calls.flatMap((call) => {
      const recording = byId.get(call.id);
      if (recording === undefined) return [];
      return [
        toRecordingView({
          call,
          recording,
          faces: facesOf(call.id, faces, participants),
          progress: this.running.progressOf(recording.run),
          noteSigned: signed.has(call.id),
        }),
      ];
    });
  }

  #check({ profile }: UploadMetadata, bytes: number): void {
    if (bytes === 0) throw badRequest('empty-file', 'The file is empty. Choose another, or record the video again.');
    const { maxBytes } = this.settings;
    if (bytes > maxBytes)
      throw new ApiException(
        413,
        'too-large',
        `The video has ${toGigabytes(bytes)} GB; at most ${toGigabytes(maxBytes)} GB are taken. Make it shorter or smaller, or set ATTUNE_UPLOAD_MAX_GB.`,
      );
    this.#checkProfile(profile);
  }

  #checkProfile(profile: string): void {
    const known = knownProfiles(this.analysis.modelsPath);
    if (!known.includes(profile)) throw badRequest('profile-unknown', `There is no profile "${profile}". There are: ${known.join(', ')}.`);
  }
}

const toGigabytes = (bytes: number) => Math.ceil(bytes / 1e8) / 10;
