import { constants, setPriority } from 'node:os';
import type { ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fromRecordingProcess, type RecordingTask, type ToRecordingProcess } from '#contracts/recording-link';
import type { Problem } from '#contracts/recording';
import type { z } from 'zod';
import type { Needs } from '../../processes/confinement.ts';
import type { Programs } from '../../processes/programs.ts';
import { SilenceWatch } from '../../processes/silence-watch.ts';
import { ProcessEnded } from './job-ends.ts';

const PROGRAM = join('apps', 'analyzer', 'src', 'recording', 'main.ts');
/** It says how far it is far more often. */
const HANGS_AFTER_MS = 60_000;
/** Twice what it takes on two cores to decode, draw on and encode the largest frames that are taken. */
const MEMORY = { memoryMb: 4_096, heapMb: 2_048 };
const needsOf = (files: string): Needs => ({ network: false, files, ...MEMORY });
/** A cancelled process that has not ended by then is killed. */
const CANCEL_WITHIN_MS = 1_000;

type FromProcess = z.output<typeof fromRecordingProcess>;
export type TaskDone = Extract<FromProcess, { type: 'done' }>;
export type TaskNews = Extract<FromProcess, { type: 'opened' | 'progress' | 'followed' | 'samples' | 'picture' | 'explained' }>;
export type Listed = Extract<FromProcess, { type: 'listed' }>;
type OnNews = (news: TaskNews) => Promise<void> | void;
/** Whose face may be analysed; null: somebody has to be asked first. */
type OnListed = (listed: Listed) => Promise<number[] | null>;
/** Without it nobody's may. */
const askNobody: OnListed = async () => null;

interface TaskOptions {
  program?: string;
  hangsAfterMs?: number;
  onListed?: OnListed;
}

/** The task cannot be done; trying again will not help. */
export class TaskFailed extends Error {
  override name = 'TaskFailed';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Before the first task, so that it starts at once. @param files folder of the files that tasks work on */
export const prepareTasks = (programs: Programs, files: string): void => programs.prepare(PROGRAM, needsOf(files));

/**
 * Runs one task in a process of its own, which gets the keys of the task's own files only. Tells its news, one after the other; samples and
 * steps are acknowledged once `onNews` has returned, and `onListed` answers whose face may be analysed. Ends the process when it is aborted, or
 * when `onNews` throws. Throws {@link TaskFailed} with its answer,
 * {@link ProcessEnded} without one, the signal's reason, or what `onNews` threw. The process has ended when this returns.
 */
export async function runTask(
  programs: Programs,
  task: RecordingTask,
  onNews: OnNews,
  signal: AbortSignal,
  { program = PROGRAM, hangsAfterMs = HANGS_AFTER_MS, onListed = askNobody }: TaskOptions = {},
): Promise<TaskDone> {
  signal.throwIfAborted();
  const child = programs.fork(program, needsOf(dirname(task.source.path)));
  if (child === null) throw new TaskFailed({ code: 'video-failed', message: `The program ${program} is missing. Check the installation.` });
  const exited = exitOf(child);
  beNice(child);
  try {
    return await converse(child, task, { onNews, onListed }, signal, exited, hangsAfterMs);
  } finally {
    if (signal.aborted) send(child, { type: 'cancel' });
    else if (child.connected) child.disconnect();
    const kill = setTimeout(() => child.kill('SIGKILL'), CANCEL_WITHIN_MS);
    await exited;
    clearTimeout(kill);
  }
}

function converse(
  child: ChildProcess,
  task: RecordingTask,
  { onNews, onListed }: { onNews: OnNews; onListed: OnListed },
  signal: AbortSignal,
  exited: Promise<string>,
  hangsAfterMs: number,
): Promise<TaskDone> {
  return new Promise<TaskDone>((resolve, reject) => {
    const silence = new SilenceWatch(() => {
      silence.close();
      reject(new ProcessEnded(`It said nothing for ${hangsAfterMs / 1_000} s.`));
      child.kill('SIGKILL');
    }, hangsAfterMs);
    let over = false;
    const finish = (settle: () => void) => {
      over = true;
      silence.close();
      signal.removeEventListener('abort', abort);
      settle();
    };
    const fail = (error: Error) => finish(() => reject(error));
    const abort = () => fail(signal.reason as Error);
    signal.addEventListener('abort', abort);

    const handle = async (message: unknown): Promise<void> => {
      if (over) return;
      const parsed = fromRecordingProcess.safeParse(message);
      if (!parsed.success)
        throw new ProcessEnded(
          `It said something that nobody understands (${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}).`,
        );
      const news = parsed.data;
      if (news.type === 'done') return finish(() => resolve(news));
      if (news.type === 'failed') throw new TaskFailed(news.problem);
      if (news.type === 'listed') return send(child, { type: 'faces', faces: await onListed(news) });
      await onNews(news);
      if (news.type === 'samples' || news.type === 'followed') send(child, { type: 'stored', sequence: news.sequence });
    };
    let handled = Promise.resolve();
    child.on('message', (message) => {
      silence.heard();
      handled = handled.then(() => handle(message)).catch(fail);
    });
    child.on('error', fail);
    // What it said last may still be waiting for its turn.
    exited.then((how) => handled.then(() => fail(new ProcessEnded(`It ended with ${how}.`))), fail);
    send(child, { type: 'task', task });
  });
}

/** How it ended, once everything that it said before has been heard. */
async function exitOf(child: ChildProcess): Promise<string> {
  // Where it could not even be started there is no exit.
  if (child.pid === undefined) return new Promise((resolve) => child.once('error', (error) => resolve(error.message)));
  const [how] = await Promise.all([
    new Promise<string>((resolve) => child.once('exit', (code, killedBy) => resolve(killedBy ?? `exit code ${code}`))),
    new Promise<void>((resolve) => child.once('disconnect', () => resolve())),
  ]);
  return how;
}

function send(child: ChildProcess, message: ToRecordingProcess): void {
  // A process that is gone says so by its end.
  if (child.connected) child.send(message, () => undefined);
}

/** Calls come first. */
function beNice({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the host forbids it: the work goes on at the usual priority.
  }
}
