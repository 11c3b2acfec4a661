import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import type { Request } from 'express';
import { createProxyServer } from 'http-proxy-3';
import { z } from 'zod';
import { describe } from '../logging/describe.ts';
import { takeOver } from '../http/take-over.ts';
import { clientAddress, tellClientAddress, type TrustsProxy } from '../http/trusted-proxies.ts';
import { ELSEWHERE } from './call-holds.ts';
import type { CallWhereabouts } from './call-whereabouts.ts';
import type { Peer } from './nodes.ts';
import { PEER_HEADER, type PeerToken } from './peer-token.ts';
import { HOLDS_PATH } from './peers.ts';

/** A server that is asked longer than this stands still: nothing that it is asked takes so long. */
const ANSWER_WITHIN_MS = 30_000;
const uuid = z.uuid();
/** What a request's path is read against. */
const BASE = 'http://attune';

/**
 * Stands before everything else that listens: what is about a call that runs on another server is passed on to that server, REST and socket alike.
 * What another server has passed on stays here, so that nothing goes in circles.
 */
export class CallDoor {
  readonly #logger = new Logger('Cluster');
  readonly #whereabouts: CallWhereabouts;
  readonly #token: PeerToken;
  readonly #trusts: TrustsProxy;
  readonly #proxy = createProxyServer();

  constructor(whereabouts: CallWhereabouts, token: PeerToken, trusts: TrustsProxy) {
    this.#whereabouts = whereabouts;
    this.#token = token;
    this.#trusts = trusts;
  }

  /** To be called once all listeners are attached. */
  mount(server: Server): void {
    takeOver(server, 'request', (request, next, response) =>
      this.#pass(request, next, (peer, id) => this.#forward(request, response, peer, id), response),
    );
    takeOver(server, 'upgrade', (request, next, socket, head) => {
      // Until somebody listens, a client that goes away must not end the process.
      socket.on('error', () => socket.destroy());
      this.#pass(request, next, (peer, id) =>
        this.#proxy.ws(request, socket, head, this.#target(request, peer), (error) => {
          this.#failed(peer, id, error);
          socket.destroy();
        }),
      );
    });
  }

  /** Passes on a request whose body has been read already. False if it stays here: nobody else has the call, or another server has sent it. */
  async passOn(request: Request, response: ServerResponse, callId: string): Promise<boolean> {
    if (this.#token.addressOf(request) !== null) return false;
    const peer = await this.#whereabouts.holder(callId);
    if (peer === null) return false;
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
    if (body !== undefined) request.headers['content-length'] = String(body.length);
    this.#forward(request, response, peer, callId, body && Readable.from([body]));
    return true;
  }

  #pass(request: IncomingMessage, here: () => void, there: (peer: Peer, id: string) => void, response?: ServerResponse): void {
    const address = this.#token.addressOf(request);
    if (address !== null) {
      tellClientAddress(request, address);
      const asked = request.url?.startsWith(HOLDS_PATH) === true ? request.url.slice(HOLDS_PATH.length) : null;
      if (asked === null || response === undefined) return here();
      return void response.writeHead(this.#whereabouts.isHere(asked) ? 204 : 404).end();
    }
    const about = subjectOf(request.url ?? '');
    if (about === null || (about.kind !== 'upload' && this.#whereabouts.isHere(about.id))) return here();
    const place = this.#place(about);
    place.then(
      (peer) => (peer === null ? here() : there(peer, about.id)),
      (error: unknown) => {
        this.#logger.warn(`Where a call is could not be found out. ${describe(error)}`);
        here();
      },
    );
  }

  async #place({ kind, id }: Subject): Promise<Peer | null> {
    switch (kind) {
      case 'socket':
        return this.#whereabouts.destination(id);
      case 'call':
        return this.#whereabouts.holder(id);
      case 'upload':
        return this.#whereabouts.ofUpload(id);
    }
  }

  #forward(request: IncomingMessage, response: ServerResponse, peer: Peer, id: string, buffer?: Readable): void {
    this.#proxy.web(request, response, { ...this.#target(request, peer), buffer, proxyTimeout: ANSWER_WITHIN_MS }, (error) => {
      this.#failed(peer, id, error);
      if (response.headersSent) return void response.destroy();
      response.writeHead(503, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
      response.end(JSON.stringify({ code: 'call-elsewhere', message: ELSEWHERE }));
    });
  }

  /** `id`: what the request was about. */
  #failed(peer: Peer, id: string, error: Error): void {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED') void this.#whereabouts.gone(peer, id);
    this.#logger.warn(`${peer.name} did not answer a request. (${code ?? error.message})`);
  }

  #target(request: IncomingMessage, { url }: Peer) {
    return { target: url, headers: { [PEER_HEADER]: this.#token.sign(clientAddress(request, this.#trusts)) } };
  }
}

interface Subject {
  /** `socket`: somebody comes into the call by it. */
  kind: 'socket' | 'call' | 'upload';
  id: string;
}

/** What a request is about that only one server can answer for. */
function subjectOf(url: string): Subject | null {
  if (!URL.canParse(url, BASE)) return null;
  const { pathname, searchParams } = new URL(url, BASE);
  if (pathname.startsWith('/socket.io')) return subject('socket', searchParams.get('call'));
  const [, call, upload] = /^\/api\/(?:calls\/([^/]+)|recordings\/uploads\/([^/]+))/.exec(pathname) ?? [];
  return subject('call', call) ?? subject('upload', upload);
}

const subject = (kind: Subject['kind'], id: string | null | undefined): Subject | null => {
  const parsed = uuid.safeParse(id);
  return parsed.success ? { kind, id: parsed.data } : null;
};
