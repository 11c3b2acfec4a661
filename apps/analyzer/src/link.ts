import { toAnalyzer, type FromAnalyzer } from '#contracts/analyzer-link';
import type { z } from 'zod';
import { endAtOnce } from './end-at-once.ts';

export type ServerMessage = z.output<typeof toAnalyzer>;

/** The forked process' channel to the server that forked it; every message is parsed on arrival. */
export class ServerLink {
  /** Throws an Error if the process was not forked with a channel. */
  constructor() {
    if (process.send === undefined) throw new Error('The analyzer is started by the server ("npm start"), not by hand.');
  }

  /** The process ends with its channel: nobody is left to analyse for. */
  listen(receive: (message: ServerMessage) => void): void {
    process.on('disconnect', endAtOnce);
    process.on('message', (message) => {
      const parsed = toAnalyzer.safeParse(message);
      if (parsed.success) receive(parsed.data);
      else
        console.error(
          'The server sent a message that does not fit the link:',
          parsed.error.issues[0]?.path.join('.'),
          parsed.error.issues[0]?.message,
        );
    });
  }

  send(message: FromAnalyzer): void {
    // A closed channel is told by `disconnect`.
    process.send?.(message, undefined, undefined, () => undefined);
  }

  /** Resolves when the message has left the process. */
  async deliver(message: FromAnalyzer): Promise<void> {
    await new Promise<void>((resolve) => {
      if (process.send === undefined) return resolve();
      process.send(message, undefined, undefined, () => resolve());
    });
  }
}
