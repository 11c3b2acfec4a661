import type { FromAnalyzer } from '#contracts/analyzer-link';
import { endAtOnce } from './end-at-once.ts';
import { type LinkEvents, parsed, type ServerLink } from './link.ts';

/** The forked process' channel to the server that forked it. What is said in the same moment goes as one array. */
export class IpcLink implements ServerLink {
  #unsent: FromAnalyzer[] = [];

  /** The process ends with its channel: nobody is left to analyse for. */
  listen({ message: hear }: LinkEvents): void {
    process.on('disconnect', endAtOnce);
    process.on('message', (message) => {
      const known = parsed(message);
      if (known !== null) hear(known);
    });
  }

  send(message: FromAnalyzer): void {
    if (this.#unsent.push(message) === 1) setImmediate(() => this.#flush());
  }

  async deliver(message: FromAnalyzer): Promise<void> {
    this.#flush();
    await new Promise<void>((resolve) => {
      if (process.send === undefined) return resolve();
      process.send([message], undefined, undefined, () => resolve());
    });
  }

  #flush(): void {
    if (this.#unsent.length === 0) return;
    // A closed channel is told by `disconnect`.
    process.send?.(this.#unsent, undefined, undefined, () => undefined);
    this.#unsent = [];
  }
}
