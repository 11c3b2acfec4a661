import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import { RECORDING_CONSENT_WORDING, type UploadMetadata } from '#contracts/recording';
import { AuditService } from '../../audit/audit.service.ts';
import { RecordedCalls } from '../../calls/recorded-calls.service.ts';
import { ANALYSIS_SETTINGS, RECORDING_SETTINGS } from '../../config/config.module.ts';
import type { RecordingSettings } from '../../config/recording-settings.ts';
import { ApiException, badRequest } from '../../http/api-exception.ts';
import { JobQueue } from '../../jobs/job-queue.ts';
import { checkProfile } from '../profiles.ts';
import { recordingUnknown } from '../recording-errors.ts';
import { RecordingRemoval } from '../recording-removal.ts';
import { RecordingsRepository } from '../recordings.repository.ts';

/** How often the bytes of an upload that goes on are written down. */
const COUNT_EVERY_MS = 2_000;

/** What the database is told of an upload, from its first byte to its analysis. */
@Injectable()
export class UploadIntake {
  readonly #counted = new Map<string, number>();

  constructor(
    @Inject(RECORDING_SETTINGS) private readonly settings: RecordingSettings,
    @Inject(ANALYSIS_SETTINGS) private readonly analysis: AnalysisSettings,
    private readonly repository: RecordingsRepository,
    private readonly removal: RecordingRemoval,
    private readonly calls: RecordedCalls,
    private readonly audit: AuditService,
    private readonly queue: JobQueue,
  ) {}

  /**
   * An upload of so many bytes begins, whose id (a UUID) becomes the recording's and its file's. 400 `empty-file`, `profile-unknown` or
   * 413 `too-large` if it cannot be taken.
   */
  async begin(account: { id: string }, id: string, metadata: UploadMetadata, bytes: number): Promise<void> {
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
          source: id,
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
    if ((await this.repository.update(id, { receivedBytes: bytes, receivedAt: new Date() })) !== undefined) return;
    this.#counted.delete(id);
    throw recordingUnknown();
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

  #check({ profile }: UploadMetadata, bytes: number): void {
    if (bytes === 0) throw badRequest('empty-file', 'The file is empty. Choose another, or record the video again.');
    const { maxBytes } = this.settings;
    if (bytes > maxBytes)
      throw new ApiException(
        'too-large',
        `The video has ${inGigabytes(bytes)} GB; at most ${inGigabytes(maxBytes)} GB are taken. Make it shorter or smaller, or set ATTUNE_UPLOAD_MAX_GB.`,
      );
    checkProfile(this.analysis.modelsPath, profile);
  }
}

/** Rounded up, so that a video just above the limit has more than the limit. */
const inGigabytes = (bytes: number) => Math.ceil(bytes / 1e8) / 10;
