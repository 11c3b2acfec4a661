import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

type Listener = (...args: unknown[]) => void;

interface Arguments {
  request: [response: ServerResponse];
  upgrade: [socket: Duplex, head: Buffer];
}

/** Puts `decide` before everything that listens for this event by now. What it does not pass on with `next` reaches none of them. */
export function takeOver<Event extends keyof Arguments>(
  server: Server,
  event: Event,
  decide: (request: IncomingMessage, next: () => void, ...rest: Arguments[Event]) => void,
): void {
  const listeners = server.listeners(event) as Listener[];
  server.removeAllListeners(event);
  server.on(event, (request: IncomingMessage, ...rest: unknown[]) => {
    const next = () => {
      for (const listener of listeners) listener.call(server, request, ...rest);
    };
    decide(request, next, ...(rest as Arguments[Event]));
  });
}
