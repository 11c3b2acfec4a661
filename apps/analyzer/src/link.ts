import { toAnalyzer, type FromAnalyzer } from '#contracts/analyzer-link';
import type { z } from 'zod';

export type ServerMessage = z.output<typeof toAnalyzer>;

/** What an analyzer hears of its server. */
export interface LinkEvents {
  message: (message: ServerMessage) => void;
  /** The server is out of reach, and with it every permission. `start` comes again with the next connection. */
  lost: () => void;
}

/** The way to the server: the channel of the process that forked this one, or a connection to another host. */
export interface ServerLink {
  listen(events: LinkEvents): void;
  /** Drops what is sent while the server is out of reach. */
  send(message: FromAnalyzer): void;
  /** Resolves when the message has left the process, or cannot. */
  deliver(message: FromAnalyzer): Promise<void>;
}

/** The message, or null where it does not fit, which is logged without its content. */
export function parsed(message: unknown): ServerMessage | null {
  const result = toAnalyzer.safeParse(message);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  console.error('The server sent a message that does not fit the link:', issue?.path.join('.'), issue?.message);
  return null;
}
