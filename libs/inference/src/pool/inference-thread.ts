import { Worker } from 'node:worker_threads';
import type { AnalyseItem, RawResult } from '../analyse.ts';
import type { Device } from '../classify/device.ts';
import { CascadeError, InferenceError, ModelError, PoolError } from '../errors.ts';
import type { Failure, FromWorker, ToWorker, WorkerSetup } from './messages.ts';

// A thread that has not answered a batch for so long never will.
const STUCK_MS = 10_000;

export interface ThreadEvents {
  /** Called once when the thread is gone, whatever the reason. */
  exit(): void;
  /** The thread's device failed, and the CPU took over there. */
  fellBack(failed: Device, message: string): void;
}

/** One worker thread and the one batch it may have in work. */
export class InferenceThread {
  readonly #worker: Worker;
  readonly #events: ThreadEvents;
  #current: PromiseWithResolvers<readonly RawResult[]> | null = null;
  #starting: PromiseWithResolvers<Device> | null = null;
  #watchdog: NodeJS.Timeout | undefined;

  constructor(setup: WorkerSetup, events: ThreadEvents) {
    this.#events = events;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: setup, name: 'attune-inference' });
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => {
      this.#fail();
      this.#events.exit();
    });
  }

  get idle(): boolean {
    return this.#current === null;
  }

  get threadId(): number {
    return this.#worker.threadId;
  }

  /** Resolves with the device that answered. @throws CascadeError, ModelError, PoolError */
  started(): Promise<Device> {
    this.#starting ??= Promise.withResolvers<Device>();
    return this.#starting.promise;
  }

  /** @throws PoolError `crashed` if the thread dies or hangs over it */
  run(items: readonly AnalyseItem[], transfer: readonly ArrayBuffer[]): Promise<readonly RawResult[]> {
    this.#current = Promise.withResolvers<readonly RawResult[]>();
    this.#watchdog = setTimeout(() => void this.#worker.terminate(), STUCK_MS).unref();
    const { promise } = this.#current;
    try {
      this.#send({ type: 'batch', items }, transfer);
    } catch (error) {
      this.#take()?.reject(error);
    }
    return promise;
  }

  release(tapId: string): void {
    this.#send({ type: 'release', tapId });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#starting?.resolve(message.device);
        return;
      case 'failed':
        this.#starting?.reject(errorOf(message.failure));
        return;
      case 'fellBack':
        return this.#events.fellBack(message.failed, message.message);
      case 'results':
        this.#take()?.resolve(message.results);
        return;
      case 'batchFailed':
        this.#take()?.reject(new InferenceError(message.message));
        return;
    }
  }

  #take(): PromiseWithResolvers<readonly RawResult[]> | null {
    const current = this.#current;
    this.#current = null;
    clearTimeout(this.#watchdog);
    return current;
  }

  #fail(cause?: unknown): void {
    const error = new PoolError('crashed', 'An inference thread stopped and is started again; this frame has no result.', { cause });
    this.#starting?.reject(error);
    this.#take()?.reject(error);
  }
}

function errorOf(failure: Failure): InferenceError {
  switch (failure.kind) {
    case 'cascade':
      return new CascadeError(failure.problem, failure.message);
    case 'model':
      return new ModelError(failure.problem, failure.message);
    case 'other':
      return new InferenceError(failure.message);
  }
}
