import { mkdirSync } from 'node:fs';
import { readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { FileRef } from '#contracts/recording-link';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { CallKeys } from '../keys/call-keys.ts';
import { fileKey, filesFolder } from './file-key.ts';

export interface StoredFile {
  name: string;
  modifiedAt: Date;
}

const uuid = z.uuid();

/** Sealed files under the data folder. Their names are UUIDs; what they are is known to the database only. */
@Injectable()
export class FileStore {
  readonly #folder: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly keys: CallKeys,
  ) {
    this.#folder = filesFolder(config.dataDir);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** For `openFile`, here or in a process that works on it; the file may not exist yet. The key opens this file and no other. */
  async refOf(recordingId: string, name: string): Promise<FileRef> {
    return { path: this.#pathOf(name), key: fileKey(await this.keys.of(recordingId), name) };
  }

  /** It may be gone already. Readers that have it open read on. */
  async remove(name: string): Promise<void> {
    await rm(this.#pathOf(name), { force: true });
  }

  /** When a file was last written, for finding those that nothing refers to any more. */
  async list(): Promise<StoredFile[]> {
    const names = (await readdir(this.#folder)).filter((name) => uuid.safeParse(name).success);
    const files = await Promise.all(
      names.map(async (name) => {
        const found = await stat(join(this.#folder, name)).catch(() => null);
        return found === null ? null : { name, modifiedAt: found.mtime };
      }),
    );
    return files.filter((file) => file !== null);
  }

  /** Bytes that this user may still write on the disk of the data folder. */
  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
  }

  #pathOf(name: string): string {
    return join(this.#folder, uuid.parse(name));
  }
}
