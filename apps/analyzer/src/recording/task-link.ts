import type { z } from 'zod';
import { toRecordingProcess, type FromRecordingProcess, type RecordingTask } from '#contracts/recording-link';
import { endAtOnce } from '../end-at-once.ts';

/** Batches that may have been sent and not been stored yet. */
const UNSTORED = 3;

type ToProcess = z.output<typeof toRecordingProcess>;

/** This process' channel to the server that forked it for one task. */
export class TaskLink {
  readonly #stop = new AbortController();
  #task = Promise.withResolvers<RecordingTask>();
  #sent = 0;
  #stored = 0;
  #wake = Promise.withResolvers<void>();
  #faces: number[] | null | undefined;

  /** Throws an Error if the process was not forked with a channel. */
  constructor() {
    if (process.send === undefined)
      throw new Error('This program is started by the server, one for each task. For videos of your own there is "npm run analyze".');
    // Nobody is left to work for, and nothing half-done is of use.
    process.on('disconnect', endAtOnce);
    process.on('message', (message) => {
      const parsed = toRecordingProcess.safeParse(message);
      if (parsed.success) this.#receive(parsed.data);
      else
        console.error(
          'The server sent a message that does not fit the link:',
          parsed.error.issues[0]?.path.join('.'),
          parsed.error.issues[0]?.message,
        );
    });
  }

  /** The one task. */
  get task(): Promise<RecordingTask> {
    return this.#task.promise;
  }

  /** Aborted when the server wants no more of it. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  send(message: FromRecordingProcess): void {
    // A closed channel is told by `disconnect`.
    process.send?.(message, undefined, undefined, () => undefined);
  }

  /** Resolves when few enough batches wait to be stored. Throws the signal's reason. */
  async sendSamples(batch: Omit<Extract<FromRecordingProcess, { type: 'samples' }>, 'type' | 'sequence'>): Promise<void> {
    this.send({ type: 'samples', sequence: ++this.#sent, ...batch });
    await this.#room();
  }

  /** As {@link sendSamples}: faces were followed so far. */
  async sendFollowed(checkpoint: unknown): Promise<void> {
    this.send({ type: 'followed', sequence: ++this.#sent, checkpoint });
    await this.#room();
  }

  /** Whose face may be analysed; null: a person has to be asked. Throws the signal's reason. */
  async askFaces(found: Omit<Extract<FromRecordingProcess, { type: 'listed' }>, 'type'>): Promise<number[] | null> {
    this.send({ type: 'listed', ...found });
    while (this.#faces === undefined) {
      this.signal.throwIfAborted();
      this.#wake = Promise.withResolvers<void>();
      await this.#wake.promise;
    }
    return this.#faces;
  }

  async #room(): Promise<void> {
    while (this.#sent - this.#stored >= UNSTORED) {
      this.signal.throwIfAborted();
      this.#wake = Promise.withResolvers<void>();
      await this.#wake.promise;
    }
  }

  /** Sends the last message; resolves when it has left the process. */
  async deliver(message: FromRecordingProcess): Promise<void> {
    await new Promise<void>((resolve) => {
      if (process.send === undefined) return resolve();
      process.send(message, undefined, undefined, () => resolve());
    });
  }

  #receive(message: ToProcess): void {
    switch (message.type) {
      case 'task':
        return this.#task.resolve(message.task);
      case 'stored':
        this.#stored = Math.max(this.#stored, message.sequence);
        return this.#wake.resolve();
      case 'faces':
        this.#faces = message.faces;
        return this.#wake.resolve();
      case 'cancel':
        this.#stop.abort();
        return this.#wake.resolve();
    }
  }
}
