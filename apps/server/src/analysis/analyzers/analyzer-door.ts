import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import ipaddr from 'ipaddr.js';
import { WebSocketServer, type WebSocket } from 'ws';
import { Logger } from '@nestjs/common';
import { describe } from '../../logging/describe.ts';
import { ANALYZER_PATH, ANALYZER_PROTOCOL } from '#contracts/analyzer-hello';
import { SafeEmitter } from '../../events/safe-emitter.ts';
import { Limit } from '../../http/limit.ts';
import { refuseUpgrade, type UpgradeRefusal } from '../../http/refuse-upgrade.ts';
import { addressKey, clientAddress, type TrustsProxy } from '../../http/trusted-proxies.ts';
import { HandshakeFailure, shakeHands } from './handshake.ts';
import { SocketLink } from './socket-link.ts';

const logger = new Logger('Analysis');

/** The largest honest message, `ready`, has some 10 kB. */
const LARGEST_MESSAGE = 256 * 1024;
/** Wrong tries of one address; those that get in are given back. */
const TRIES = { points: 30, seconds: 60 };
const MOST_STRANGERS = 16;

const WITHOUT_TLS =
  'An analyzer on another host connects by wss:// only. Set ATTUNE_TLS_CERT and ATTUNE_TLS_KEY, or put a proxy with TLS before Attune and name it in ATTUNE_TRUSTED_PROXIES.';
const OTHER_PROTOCOL = `This server speaks ${ANALYZER_PROTOCOL} here. Run the analyzer of the same release.`;

export interface AnalyzerDoorOptions {
  /** What both sides prove that they hold. */
  token: string;
  trustsProxy: TrustsProxy;
}

/**
 * Where analyzers on other hosts come in: a WebSocket on the server's own port. Who holds the token becomes a link; nobody else gets further
 * than a challenge.
 */
export class AnalyzerDoor extends SafeEmitter<{ entered: [SocketLink] }> {
  readonly #options: AnalyzerDoorOptions;
  readonly #tries = Limit.inMemory(TRIES);
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    handleProtocols: () => ANALYZER_PROTOCOL,
  });
  #strangers = 0;
  #closed = false;

  constructor(options: AnalyzerDoorOptions) {
    super();
    this.#options = options;
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      if (request.url?.split('?')[0] !== ANALYZER_PATH) return;
      this.#knock(request, socket, head).catch((error: unknown) => {
        logger.error(`An analyzer could not be let in. ${describe(error)}`);
        socket.destroy();
      });
    });
  }

  /** Nobody is let in any more. Links that stand are closed by who has them. */
  close(): void {
    this.#closed = true;
    this.#sockets.close();
  }

  async #knock(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // Until the WebSocket takes it over, a connection that breaks must not end the process.
    socket.on('error', () => socket.destroy());
    const address = clientAddress(request, this.#options.trustsProxy);
    const refusal = this.#refusalOf(request) ?? (await this.#tooMany(address));
    if (refusal !== null) return refuseUpgrade(socket, refusal);
    this.#strangers++;
    try {
      const webSocket = await new Promise<WebSocket>((resolve) => this.#sockets.handleUpgrade(request, socket, head, resolve));
      await this.#greet(webSocket, address);
    } finally {
      this.#strangers--;
    }
  }

  async #greet(socket: WebSocket, address: string): Promise<void> {
    socket.on('error', () => undefined);
    try {
      const name = await shakeHands(socket, this.#options.token);
      if (this.#closed || socket.readyState !== socket.OPEN) return socket.terminate();
      await this.#tries.giveBack(addressKey(address));
      this.safeEmit('entered', new SocketLink(socket, `${name} (${address})`));
    } catch (error) {
      if (!(error instanceof HandshakeFailure)) throw error;
      logger.warn(`An analyzer at ${address} was refused. ${error.message}`);
      socket.close(error.code, error.message);
      setTimeout(() => socket.terminate(), 1_000).unref();
    }
  }

  #refusalOf(request: IncomingMessage): UpgradeRefusal | null {
    const refused = (message: string, status = 403): UpgradeRefusal => ({ status, code: 'analyzer-refused', message });
    if (request.headers.origin !== undefined) return refused('This address is for analyzers, not for pages.');
    if (!this.#isPrivate(request)) return refused(WITHOUT_TLS);
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
    return offered.includes(ANALYZER_PROTOCOL) ? null : refused(OTHER_PROTOCOL, 426);
  }

  /** Whether nobody between can read along: TLS, here or at a trusted proxy, or this machine itself. */
  #isPrivate({ socket, headers }: IncomingMessage): boolean {
    if ((socket as TLSSocket).encrypted) return true;
    const from = socket.remoteAddress ?? '';
    const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    if (!isForwarded) return ipaddr.isValid(from) && ipaddr.process(from).range() === 'loopback';
    return this.#options.trustsProxy(from, 0) && headers['x-forwarded-proto'] === 'https';
  }

  async #tooMany(address: string): Promise<UpgradeRefusal | null> {
    const waitMs = await this.#tries.tryTake(addressKey(address));
    if (waitMs === 0 && this.#strangers < MOST_STRANGERS) return null;
    return { status: 429, code: 'too-many-tries', message: 'Too many tries. Wait a minute, then try again.' };
  }
}
