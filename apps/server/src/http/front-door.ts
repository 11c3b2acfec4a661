import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '#contracts/errors/catalogue';
import { FOREIGN_PAGE, type KnownHosts, UNKNOWN_HOST } from './known-hosts.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

interface Refusal {
  status: 403 | 421;
  code: ErrorCode;
  message: string;
}
type Listener = (...args: unknown[]) => void;

/**
 * Puts itself before everything that listens on the server: Express, socket.io's polling, WebSockets. What is addressed to another host
 * gets a sentence and reaches none of them; socket.io's requests must come from Attune's own pages as well. To be called once all
 * listeners are attached.
 */
export function guardFrontDoor(server: Server, hosts: KnownHosts): void {
  takeOver(server, 'request', (request, answer) => {
    const refusal = refusalOf(request, hosts);
    if (refusal !== null) refuseRequest(answer as ServerResponse, refusal);
    return refusal === null;
  });
  takeOver(server, 'upgrade', (request, socket) => {
    const refusal = refusalOf(request, hosts);
    if (refusal !== null) refuseUpgrade(socket as Duplex, refusal);
    return refusal === null;
  });
}

function takeOver(server: Server, event: 'request' | 'upgrade', mayPass: (request: IncomingMessage, answer: unknown) => boolean): void {
  const listeners = server.listeners(event) as Listener[];
  server.removeAllListeners(event);
  server.on(event, (request: IncomingMessage, ...rest: unknown[]) => {
    if (mayPass(request, rest[0])) for (const listener of listeners) listener.call(server, request, ...rest);
  });
}

function refusalOf({ url, headers }: IncomingMessage, hosts: KnownHosts): Refusal | null {
  if (!hosts.answers(headers)) return { status: 421, code: 'unknown-host', message: UNKNOWN_HOST };
  if (url?.startsWith('/socket.io') === true && !hosts.isOwnOrigin(headers))
    return { status: 403, code: 'forbidden', message: FOREIGN_PAGE };
  return null;
}

function refuseRequest(response: ServerResponse, { status, code, message }: Refusal): void {
  // What else the client was about to send is not read.
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', Connection: 'close' });
  response.end(JSON.stringify({ code, message }));
}
