import { IoAdapter } from '@nestjs/platform-socket.io';
import type { INestApplicationContext } from '@nestjs/common';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from '../cluster/redis.ts';
import { HandshakeError } from './handshake.ts';

const PING_EVERY_MS = 500;
const PONG_WITHIN_MS = 3_000;

type Options = NonNullable<Parameters<IoAdapter['createIOServer']>[1]>;

/** socket.io as Attune needs it: small messages, quick to notice a lost connection. Whose pages may connect is the front door's business. */
export class SocketAdapter extends IoAdapter {
  readonly #redis: Redis | null;

  /** `redis`: by which the servers tell each other what concerns sockets of others; null: a single server. */
  constructor(app: INestApplicationContext, redis: Redis | null) {
    super(app);
    this.#redis = redis;
  }

  override createIOServer(port: number, options?: Options): ReturnType<IoAdapter['createIOServer']> {
    const server = super.createIOServer(port, {
      ...options,
      serveClient: false,
      // A client that sends more is cut off before the message is read. The largest honest message, rtpCapabilities, has about 10 kB.
      maxHttpBufferSize: 256 * 1024,
      // A client looks for another server once it has heard nothing for the sum of both, and within seconds of a server that hangs without a word.
      // Media outlive their socket, so that a line which only stuttered costs nothing.
      pingInterval: PING_EVERY_MS,
      pingTimeout: PONG_WITHIN_MS,
      connectTimeout: 10_000,
      ...(this.#redis !== null && { adapter: createAdapter(this.#redis, { streamName: 'attune:sockets', maxLen: 1_000 }) }),
    } as Options);
    // The default namespace is there whether it is wanted or not.
    server.use((_socket, next) => next(new HandshakeError({ code: 'not-found', message: 'There is nothing at this address.' })));
    return server;
  }
}
