import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { isOwnOrigin } from '../http/request-origin.ts';

type Options = NonNullable<Parameters<IoAdapter['createIOServer']>[1]>;

/** socket.io as Attune needs it: small messages, quick to notice a lost connection, for its own pages only. */
export class SocketAdapter extends IoAdapter {
  constructor(app: INestApplicationContext, private readonly publicUrl: string | undefined) {
    super(app);
  }

  override createIOServer(port: number, options?: Options): ReturnType<IoAdapter['createIOServer']> {
    return super.createIOServer(port, {
      ...options,
      serveClient: false,
      // Whoever sends more is cut off before it is read. The largest honest message, rtpCapabilities, has about 10 kB.
      maxHttpBufferSize: 256 * 1024,
      pingInterval: 5_000,
      pingTimeout: 5_000,
      connectTimeout: 10_000,
      allowRequest: (request: IncomingMessage, decide: (error: null, allowed: boolean) => void) => decide(null, isOwnOrigin(request.headers, this.publicUrl)),
    } as Options);
  }
}
