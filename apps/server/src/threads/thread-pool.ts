import { availableParallelism } from 'node:os';
import type { Transferable } from 'node:worker_threads';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { ApiException } from '../http/api-exception.ts';
import { FairQueue, QueueFull } from './fair-queue.ts';
import type { ThreadTask } from './thread-task.ts';

/** Memory of a thread's own objects, without the bytes handed to it. The largest transcript that is taken needs less than half of it. */
const HEAP_MB = 1_024;
const IDLE_MS = 60_000;
/** Signalling comes first where both want the same core. */
const NICENESS = 10;
const WAITING = { waitingPerKey: 8, waiting: 64 };

/** Threads for what takes long or reads what strangers wrote, so that the thread which signals does neither. */
@Injectable()
export class ThreadPool implements OnApplicationShutdown {
  readonly #logger = new Logger('Threads');
  readonly #pool: Piscina;
  readonly #queue: FairQueue;

  constructor({ heapMb = HEAP_MB, threads = Math.max(2, Math.min(4, availableParallelism() - 1)) } = {}) {
    this.#queue = new FairQueue({ atOnce: threads, ...WAITING });
    this.#pool = new Piscina({
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
      niceIncrement: NICENESS,
      resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: 4 },
      // The thread is told everything it needs, and the server's environment holds secrets.
      env: {},
      execArgv: [],
    });
    this.#pool.on('error', (error: Error) => this.#logger.warn(`A thread ended: ${error.message}`));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#pool.destroy();
  }

  /**
   * Runs a task in a thread when its turn comes; keys, accounts as a rule, take turns. `handOver` are bytes in `input` that the caller does not
   * need any more. Throws ApiException `server-busy` (503) where too much waits, `too-much-work` (413) where the task takes more time or memory than
   * it may, and what the task throws. A thread that runs out of either ends; nothing else does.
   */
  async run<I, O>(task: ThreadTask<I, O>, input: I, { key, handOver = [] }: { key: string; handOver?: Transferable[] }): Promise<O> {
    try {
      return await this.#queue.run(key, () => this.#start(task, input, handOver));
    } catch (error) {
      if (error instanceof QueueFull) throw new ApiException('server-busy', 'The server is at work on many files. Try again in a minute.');
      throw error;
    }
  }

  async #start<I, O>({ file, name, limitMs }: ThreadTask<I, O>, input: I, handOver: Transferable[]): Promise<O> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), limitMs);
    try {
      return (await this.#pool.run(input, { filename: file, name, signal: stop.signal, transferList: handOver as never })) as O;
    } catch (error) {
      if (stop.signal.aborted) throw tooMuch(`more than ${limitMs / 1_000} seconds`);
      if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') throw tooMuch('more memory than it may');
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

const tooMuch = (what: string) =>
  new ApiException(
    'too-much-work',
    `This takes ${what}, so it was stopped; nothing was changed. Check that it is the right file, or split it.`,
  );
