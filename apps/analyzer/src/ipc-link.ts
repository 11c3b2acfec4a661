import type { FromAnalyzer } from '#contracts/analyzer-link';
import { endAtOnce } from './end-at-once.ts';
import { type LinkEvents, parsed, type ServerLink } from './link.ts';

/** The forked process' channel to the server that forked it. */
export class IpcLink implements ServerLink {
  /** The process ends with its channel: nobody is left to analyse for. */
  listen({ message: hear }: LinkEvents): void {
    process.on('disconnect', endAtOnce);
    process.on('message', (message) => {
      const known = parsed(message);
      if (known !== null) hear(known);
    });
  }

  send(message: FromAnalyzer): void {
    // A closed channel is told by `disconnect`.
    process.send?.(message, undefined, undefined, () => undefined);
  }

  async deliver(message: FromAnalyzer): Promise<void> {
    await new Promise<void>((resolve) => {
      if (process.send === undefined) return resolve();
      process.send(message, undefined, undefined, () => resolve());
    });
  }
}
