import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { UsageError } from './options.ts';

/** While this lies in a folder, its results are not those of a run that has come to its end. */
export const LOCK_NAME = 'run-not-finished.json';

const lockContent = z.object({
  note: z.string(),
  pid: z.int(),
  host: z.string(),
  startedAt: z.string(),
  /** Folders of the run's videos, relative to this one. */
  folders: z.array(z.string()),
});
type LockContent = z.infer<typeof lockContent>;

const NOTE =
  'npm run analyze is writing into this folder, or was ended before it was done: then what lies here is not whole. The next run into this folder takes it away.';

const WRITTEN_WITHIN_MS = 10_000;

/** What a run that was ended has left: the folders of its videos. */
export interface Leftover {
  readonly folders: string[];
}

/** One run into a folder at a time; what an ended one left behind is told to the next. */
export class RunLock {
  readonly #file: string;
  readonly leftover: Leftover | null;

  private constructor(file: string, leftover: Leftover | null) {
    this.#file = file;
    this.leftover = leftover;
  }

  /** @param folders of the run's videos. @throws UsageError where another run is at work there */
  static async take(out: string, folders: readonly string[]): Promise<RunLock> {
    const file = path.join(out, LOCK_NAME);
    // A run over several videos writes into folders of the one that it was given.
    await refuseWhereAtWork(path.join(path.dirname(path.resolve(out)), LOCK_NAME), path.resolve(out));
    const left = await refuseWhereAtWork(file, out);
    if (left !== null) await rm(file, { force: true });
    const content: LockContent = {
      note: NOTE,
      pid: process.pid,
      host: hostname(),
      startedAt: new Date().toISOString(),
      folders: folders.map((folder) => path.relative(out, folder)),
    };
    await mkdir(out, { recursive: true });
    try {
      // Two that begin at once: only one of them makes the file.
      const handle = await open(file, 'wx');
      await handle.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await handle.close();
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw atWork(out, file);
      throw error;
    }
    return new RunLock(
      file,
      left === null ? null : { folders: left.folders.map((folder) => path.resolve(out, folder)).filter(within(out)) },
    );
  }

  async release(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}

/** @returns what an ended run has left; null: nothing. @throws UsageError */
async function refuseWhereAtWork(file: string, out: string): Promise<LockContent | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return null;
  }
  const content = parsed(text);
  if (content === null) {
    // Being written at this moment, or ended while it was.
    if (Date.now() - (await stat(file).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs < WRITTEN_WITHIN_MS) throw atWork(out, file);
    return { note: NOTE, pid: 0, host: '', startedAt: '', folders: [] };
  }
  if (content.host !== hostname() || isAtWork(content)) throw atWork(out, file, content);
  return content;
}

function parsed(text: string): LockContent | null {
  try {
    return lockContent.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function atWork(out: string, file: string, content?: LockContent): UsageError {
  const who = content === undefined ? '' : ` (process ${content.pid} on ${content.host}, since ${content.startedAt})`;
  return new UsageError(
    `Another run is writing into ${out}${who}. Wait for it, or choose another folder with --out. If it is at work no more, delete ${file}.`,
  );
}

function isAtWork({ pid, startedAt }: LockContent): boolean {
  // A number is given again, to this very process where a container was started anew.
  if (pid === process.pid) return Date.parse(startedAt) >= Date.now() - process.uptime() * 1_000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const within = (out: string) => (folder: string) => {
  const relative = path.relative(path.resolve(out), folder);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
};
