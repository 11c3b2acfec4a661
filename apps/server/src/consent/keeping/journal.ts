import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { decision, erasure } from '../decision.ts';

const logger = new Logger('Consent');

const entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('decision'), id: z.string(), of: decision }),
  z.object({ kind: z.literal('erasure'), id: z.string(), of: erasure }),
]);
export type JournalEntry = z.infer<typeof entry>;

/** A file that is mostly settled is written anew from this size on. */
const REWRITE_AT_BYTES = 64 * 1_024;

/**
 * What must survive although the database has not taken it: withdrawals and orders to erase, one JSON object a line, each on the
 * disk (fsync) before it is acknowledged. Entries leave it once they are stored; empty is the usual state.
 *
 * All work on the file is done one after the other. A failed append is cut off again before the next one, so that a line is
 * either whole or at the end.
 */
export class ConsentJournal {
  readonly #path: string;
  readonly #open = new Map<string, JournalEntry>();
  #file: FileHandle | null = null;
  /** Bytes known to be whole lines, and how many lines that is. */
  #size = 0;
  #lines = 0;
  /** Something behind `#size` may be half a line. */
  #torn = false;
  #turn: Promise<unknown> = Promise.resolve();
  #problem: string | null = null;
  #closed = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Why the last attempt to write failed, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Entries of an earlier run, in their order. A file that cannot be read is reported as a problem, and tried again at the next append. */
  async read(): Promise<JournalEntry[]> {
    await this.#inTurn(() => this.#opened());
    return [...this.#open.values()];
  }

  /** True once the entry is on the disk; false if it is not, for whatever reason. */
  append(added: JournalEntry): Promise<boolean> {
    return this.#inTurn(async () => {
      const file = await this.#opened();
      if (this.#torn) await file.truncate(this.#size);
      this.#torn = true;
      const line = Buffer.from(`${JSON.stringify(added)}\n`);
      await writeAll(file, line, this.#size);
      await file.sync();
      this.#torn = false;
      this.#size += line.length;
      this.#lines++;
      this.#open.set(added.id, added);
    });
  }

  /** The entry is stored elsewhere. Its line goes away with the last one, or when the file has grown. */
  settle(id: string): Promise<boolean> {
    if (!this.#open.delete(id)) return Promise.resolve(true);
    const mostlySettled = this.#size > REWRITE_AT_BYTES && this.#open.size * 2 < this.#lines;
    if (this.#open.size > 0 && !mostlySettled) return Promise.resolve(true);
    return this.#inTurn(() => this.#compact());
  }

  async close(): Promise<void> {
    await this.#inTurn(async () => {
      this.#closed = true;
      await this.#file?.close();
      this.#file = null;
    });
  }

  /** What is left is written to a new file that takes the place of the old one, so that a crash loses nothing. */
  async #compact(): Promise<void> {
    const file = await this.#opened();
    if (this.#open.size === 0) {
      await file.truncate(0);
      await file.sync();
      [this.#size, this.#lines, this.#torn] = [0, 0, false];
      return;
    }
    const rest = Buffer.from([...this.#open.values()].map((one) => `${JSON.stringify(one)}\n`).join(''));
    const next = `${this.#path}.next`;
    await rm(next, { force: true });
    const fresh = await open(next, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
    await writeAll(fresh, rest, 0);
    await fresh.sync();
    await rename(next, this.#path);
    await syncFolder(this.#path);
    await file.close();
    [this.#file, this.#size, this.#lines, this.#torn] = [fresh, rest.length, this.#open.size, false];
  }

  async #opened(): Promise<FileHandle> {
    if (this.#file !== null) return this.#file;
    if (this.#closed) throw new Error('The journal is closed.');
    const file = await open(this.#path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      await file.chmod(0o600);
      await syncFolder(this.#path);
      const content = await file.readFile('utf8');
      await this.#take(content);
      this.#file = file;
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #take(content: string): Promise<void> {
    const whole = content.slice(0, content.lastIndexOf('\n') + 1);
    let damaged = 0;
    for (const line of whole.split('\n').filter((text) => text !== '')) {
      const read = parseLine(line);
      if (read === null) damaged++;
      else this.#open.set(read.id, read);
    }
    // Half a line at the end is what a crash leaves: nobody was told that it is stored. Anywhere else it is none of our doing.
    if (damaged > 0) {
      const kept = `${this.#path}.damaged-${Date.now()}`;
      await copyFile(this.#path, kept);
      logger.error(
        `The consent journal has ${damaged} unreadable lines. A copy is kept as ${kept}; participants confirm their decision when they come back.`,
      );
    }
    this.#size = Buffer.byteLength(whole);
    this.#lines = this.#open.size + damaged;
    this.#torn = whole.length < content.length;
  }

  #inTurn(work: () => Promise<unknown>): Promise<boolean> {
    const done = this.#turn.then(work).then(
      () => {
        this.#problem = null;
        return true;
      },
      (error: unknown) => {
        const problem = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
        if (this.#problem !== problem)
          logger.error(
            `The consent journal ${this.#path} cannot be written (${problem}). Free space on its disk, or give Attune the right to write there.`,
          );
        this.#problem = problem;
        return false;
      },
    );
    this.#turn = done;
    return done;
  }
}

function parseLine(line: string): JournalEntry | null {
  try {
    const parsed = entry.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    if (bytesWritten === 0) throw Object.assign(new Error('The disk is full.'), { code: 'ENOSPC' });
    done += bytesWritten;
  }
}

/** Without it, a file just made or renamed may be gone after a power cut. */
async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder, and does not need it.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export const journalPath = (dataDir: string) => join(dataDir, 'consent-journal.jsonl');
