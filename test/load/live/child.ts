import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';

/** A helper process, its channel typed both ways. Its output goes to standard error: standard output is the result's. */
export class Child<To extends object, From extends { type: string }> {
  readonly process: ChildProcess;
  readonly #listeners = new Set<(message: From) => void>();

  constructor(file: string, environment: NodeJS.ProcessEnv = {}) {
    this.process = fork(path.join(import.meta.dirname, file), [], {
      env: { ...process.env, ...environment },
      execArgv: [],
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.process.on('message', (message) => {
      for (const listener of [...this.#listeners]) listener(message as From);
    });
  }

  send(message: To): void {
    this.process.send(message);
  }

  on(listener: (message: From) => void): void {
    this.#listeners.add(listener);
  }

  /** Resolves with the first message that fits. Rejects when the process ends before. */
  next<T extends From>(fits: (message: From) => message is T): Promise<T> {
    return new Promise((resolve, reject) => {
      const gone = () => reject(new Error('A helper process of the bench ended.'));
      const listener = (message: From) => {
        if (!fits(message)) return;
        this.#listeners.delete(listener);
        this.process.off('exit', gone);
        resolve(message);
      };
      this.#listeners.add(listener);
      this.process.once('exit', gone);
    });
  }

  async end(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => void this.process.once('exit', () => resolve()));
    this.process.disconnect();
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(timer);
  }
}

/** A guard for `next`: messages of one type. */
export function ofType<From extends { type: string }, Type extends From['type']>(type: Type) {
  return (message: From): message is Extract<From, { type: Type }> => message.type === type;
}
