import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ErrorCode } from '#contracts/errors/catalogue';
import { takeOver } from './take-over.ts';
import { FOREIGN_PAGE, type KnownHosts, UNKNOWN_HOST } from './known-hosts.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

interface Refusal {
  status: 403 | 421;
  code: ErrorCode;
  message: string;
}

/**
 * Puts itself before everything that listens on the server: Express, socket.io's polling, WebSockets. What is addressed to another host
 * gets a sentence and reaches none of them; socket.io's requests must come from Attune's own pages as well. To be called once all
 * listeners are attached.
 */
export function guardFrontDoor(server: Server, hosts: KnownHosts): void {
  takeOver(server, 'request', (request, next, response) => {
    const refusal = refusalOf(request, hosts);
    if (refusal === null) next();
    else refuseRequest(response, refusal);
  });
  takeOver(server, 'upgrade', (request, next, socket) => {
    const refusal = refusalOf(request, hosts);
    if (refusal === null) next();
    else refuseUpgrade(socket, refusal);
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
