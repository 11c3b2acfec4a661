import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LEADERSHIP } from '../database/database.token.ts';
import type { Leadership } from '../database/leadership.ts';
import { FileStore } from '../files/file-store.ts';
import { describe } from '../logging/describe.ts';
import { FaceErasure } from './faces/face-erasure.ts';
import { RecordingsRepository } from './recordings.repository.ts';
import { RendersRepository } from './renders/renders.repository.ts';
import { UploadIntake } from './uploads/upload-intake.service.ts';

const EVERY_MS = 3_600_000;
const FIRST_AFTER_MS = 60_000;
const DAY_MS = 86_400_000;
/** An upload without a byte for so long has been given up. */
const UPLOAD_WAITS_MS = DAY_MS;
/** A file that nothing refers to may be one that a job still writes, until it has not been written for so long. */
const STRAY_AFTER_MS = 3_600_000;

/** Deletes, every hour, what is not to be kept: uploads given up, and files that a killed server left. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Recordings');
  #timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly intake: UploadIntake,
    private readonly repository: RecordingsRepository,
    private readonly renders: RendersRepository,
    private readonly files: FileStore,
    private readonly erasure: FaceErasure,
    @Inject(LEADERSHIP) private readonly leadership: Leadership,
  ) {}

  onApplicationBootstrap(): void {
    // A server that was killed right after a face was erased still owes that to the note.
    void this.renewNotes().catch((error: unknown) =>
      this.#logger.warn(`Notes could not be renewed; trying again in an hour. ${describe(error)}`),
    );
    const keep = () =>
      void this.#keepIfLeading().catch((error: unknown) =>
        this.#logger.warn(`What is left of uploads could not be deleted; trying again in an hour. ${describe(error)}`),
      );
    this.#timers = [setTimeout(keep, FIRST_AFTER_MS).unref(), setInterval(keep, EVERY_MS).unref()];
  }

  onApplicationShutdown(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** One of several servers is enough. */
  async #keepIfLeading(): Promise<void> {
    if (await this.leadership.leads()) await this.keep();
  }

  /** `now`: in milliseconds since 1970. */
  async keep(now = Date.now()): Promise<void> {
    for (const { id } of await this.repository.uploadsIdleSince(new Date(now - UPLOAD_WAITS_MS))) await this.intake.abandon(id);
    await this.renewNotes();
    await this.#removeStrays(now);
  }

  async renewNotes(): Promise<void> {
    for (const id of await this.repository.withStaleNotes()) await this.erasure.renewNote(id);
  }

  async #removeStrays(now: number): Promise<void> {
    // Listed first: what appears in between is known by then, or young.
    const stored = await this.files.list();
    const known = new Set([...(await this.repository.files()), ...(await this.renders.files())]);
    // A database that knows of no file at all may be the wrong one for this folder.
    if (known.size === 0) return;
    for (const { name, modifiedAt } of stored)
      if (!known.has(name) && now - modifiedAt.getTime() > STRAY_AFTER_MS) await this.files.remove(name);
  }
}
