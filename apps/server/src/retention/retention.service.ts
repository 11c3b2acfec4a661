import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { AuditAction } from '#contracts/audit';
import type { DueItem, RetentionView } from '#contracts/retention';
import { AuditService } from '../audit/audit.service.ts';
import { type Kept, KeptCalls } from '../calls/kept-calls.service.ts';
import { RETENTION_SETTINGS } from '../config/config.module.ts';
import type { RetentionSettings } from '../config/retention-settings.ts';
import { LEADERSHIP } from '../database/database.token.ts';
import type { Leadership } from '../database/leadership.ts';
import { SubjectErasure } from '../erasing/subject-erasure.ts';
import { describe } from '../logging/describe.ts';
import { RecordingVideos } from '../recordings/recording-videos.service.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
const FIRST_AFTER_MS = 60_000;
/** The preview looks so far ahead. */
const PREVIEW_DAYS = 30;

/** What is kept for how long. Deletes every hour what is past its time, and says beforehand what will go. */
@Injectable()
export class RetentionService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Retention');
  #timers: NodeJS.Timeout[] = [];

  constructor(
    @Inject(RETENTION_SETTINGS) private readonly settings: RetentionSettings,
    private readonly calls: KeptCalls,
    private readonly videos: RecordingVideos,
    private readonly erasure: SubjectErasure,
    private readonly audit: AuditService,
    @Inject(LEADERSHIP) private readonly leadership: Leadership,
  ) {}

  onApplicationBootstrap(): void {
    const keep = () => void this.leadership.leads().then((leads) => (leads ? this.keep() : undefined));
    this.#timers = [setTimeout(keep, FIRST_AFTER_MS).unref(), setInterval(keep, EVERY_MS).unref()];
  }

  onApplicationShutdown(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** Deletes what is past its time at `now`, ms since 1970. Never throws: what cannot be deleted now is tried again in an hour. */
  async keep(now = Date.now()): Promise<void> {
    try {
      await this.#keep(now);
    } catch (error) {
      this.#logger.warn(`What is past its time could not be looked for; trying again in an hour. ${describe(error)}`);
    }
  }

  /** What of this account's goes soon. */
  async preview(account: { id: string }, now = Date.now()): Promise<RetentionView> {
    const { callDays, recordingDays, videoDays } = this.settings;
    const until = (days: number) => new Date(now + (PREVIEW_DAYS - days) * DAY_MS);
    const due = [
      ...(callDays === null ? [] : itemsOf('call', await this.calls.endedBefore('call', until(callDays), account.id), callDays)),
      ...(recordingDays === null
        ? []
        : itemsOf('recording', await this.calls.endedBefore('recording', until(recordingDays), account.id), recordingDays)),
      ...(videoDays === null ? [] : itemsOf('video', await this.#withVideo(account.id, until(videoDays)), videoDays)),
    ];
    return { ...this.settings, days: PREVIEW_DAYS, due: due.sort((a, b) => a.goesAt.localeCompare(b.goesAt)) };
  }

  async #keep(now: number): Promise<void> {
    const { callDays, recordingDays, videoDays } = this.settings;
    const before = (days: number) => new Date(now - days * DAY_MS);
    if (callDays !== null)
      for (const { id } of await this.calls.endedBefore('call', before(callDays)))
        await this.#delete('call-deleted', id, () => this.erasure.erase({ kind: 'call', callId: id }));
    if (recordingDays !== null)
      for (const { id } of await this.calls.endedBefore('recording', before(recordingDays)))
        await this.#delete('recording-deleted', id, () => this.erasure.erase({ kind: 'call', callId: id }));
    if (videoDays !== null)
      for (const row of await this.videos.from(before(videoDays)))
        await this.#delete('recording-video-deleted', row.id, () => this.videos.remove(row));
  }

  async #withVideo(ownerId: string, before: Date): Promise<Kept[]> {
    const ids = new Set((await this.videos.from(before)).map(({ id }) => id));
    return (await this.calls.endedBefore('recording', before, ownerId)).filter(({ id }) => ids.has(id));
  }

  async #delete(action: AuditAction, callId: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      await this.audit.record({ actor: { kind: 'system', id: null }, action, callId });
    } catch (error) {
      this.#logger.warn(`What is past its time could not be deleted; trying again in an hour. ${describe(error)}`);
    }
  }
}

const itemsOf = (kind: DueItem['kind'], kept: readonly Kept[], days: number): DueItem[] =>
  kept.map(({ id, title, since }) => ({ kind, id, title, goesAt: new Date(since.getTime() + days * DAY_MS).toISOString() }));
