import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Seal, Sealed } from '../keys/seal.ts';

/** One write as it stands in the spool: a line of JSON, sealed with the installation's key, in base64. A later line with the same id takes the place of an earlier one. */
const spooledWrite = z.object({
  id: z.uuid(),
  kind: z.string(),
  lane: z.string(),
  value: z.unknown(),
  fence: z.number().nullable().default(null),
  confirmed: z.boolean().default(true),
});
export type SpooledWrite = z.infer<typeof spooledWrite>;

/** What a line is bound to. */
const PLACE = 'owed-writes';

/**
 * A file in the data folder with the writes that the database does not have yet, for a server that is killed before it does.
 * Readable by its owner alone, and synced to the disk before anybody relies on it. Operations happen one after the other.
 */
export class Spool {
  readonly path: string;
  #lines = 0;
  #pending = 0;
  #file: FileHandle | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  readonly #key: Seal;

  constructor(path: string, key: Seal) {
    this.path = path;
    this.#key = key;
  }

  /** True while there is anything in the file, or about to be: whatever is written then must stand in it first, or a restart would bring back an older state. */
  get active(): boolean {
    return this.#pending > 0 || this.#lines > 0;
  }

  get lines(): number {
    return this.#lines;
  }

  /** What an earlier run left, in its order, and the lines that make no sense. A last line cut short by a crash is none. */
  async read(): Promise<{ writes: SpooledWrite[]; unreadable: string[] }> {
    let text = '';
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const lines = text.split('\n').slice(0, -1);
    this.#lines = lines.length;
    const writes = new Map<string, SpooledWrite>();
    const unreadable: string[] = [];
    for (const line of lines) {
      const write = this.#parseLine(line);
      if (write === null) unreadable.push(line);
      else writes.set(write.id, write);
    }
    return { writes: [...writes.values()], unreadable };
  }

  append(writes: SpooledWrite[]): Promise<void> {
    return this.#inTurn(async () => {
      this.#file ??= await this.#open('a');
      await this.#file.appendFile(this.#linesOf(writes));
      await this.#file.datasync();
      this.#lines += writes.length;
    });
  }

  /** Puts these writes in place of everything, at once or not at all. */
  rewrite(writes: SpooledWrite[]): Promise<void> {
    return this.#inTurn(async () => {
      await this.#close();
      if (writes.length === 0) await rm(this.path, { force: true });
      else {
        const next = await this.#open('w', `${this.path}.new`);
        try {
          await next.writeFile(this.#linesOf(writes));
          await next.datasync();
        } finally {
          await next.close();
        }
        await rename(`${this.path}.new`, this.path);
      }
      this.#lines = writes.length;
      await syncFolder(dirname(this.path));
    });
  }

  /** Keeps lines that nobody can read where a person can look at them. */
  async setAside(lines: string[]): Promise<string> {
    const path = `${this.path}.unreadable`;
    const file = await this.#open('a', path);
    try {
      await file.appendFile(lines.map((line) => `${line}\n`).join(''));
      await file.datasync();
    } finally {
      await file.close();
    }
    return path;
  }

  /** Waits for what is under way. */
  close(): Promise<void> {
    return this.#inTurn(() => this.#close());
  }

  #linesOf(writes: readonly SpooledWrite[]): string {
    return writes.map((write) => `${Buffer.from(this.#key.seal(PLACE, write)).toString('base64')}\n`).join('');
  }

  /** Null for a line that nobody can read. An earlier version wrote lines in the clear. */
  #parseLine(line: string): SpooledWrite | null {
    try {
      const write: unknown = line.startsWith('{')
        ? JSON.parse(line)
        : this.#key.open(PLACE, Buffer.from(line, 'base64') as unknown as Sealed<unknown>);
      return spooledWrite.parse(write);
    } catch {
      return null;
    }
  }

  async #open(flags: 'a' | 'w', path = this.path): Promise<FileHandle> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, flags, 0o600);
    await syncFolder(dirname(path));
    return file;
  }

  async #close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#pending++;
    const turn = this.#turn.then(work).finally(() => {
      this.#pending--;
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

/** A new or renamed file is only there after a crash once its folder is synced. Windows has no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
