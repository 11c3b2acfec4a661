import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy that gives everything on `delayMs` later, in both directions; `Infinity` keeps all until it is changed. */
export class SlowProxy {
  readonly url: string;
  delayMs = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    this.url = `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
  }

  static async before(port: number): Promise<SlowProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new SlowProxy(server);
    server.on('connection', (client) => proxy.#join(client, connect(port, '127.0.0.1')));
    return proxy;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket, server: Socket): void {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      const waiting: { chunk: Buffer; at: number }[] = [];
      from.on('data', (chunk) => void waiting.push({ chunk, at: performance.now() }));
      const timer = setInterval(() => {
        while (waiting[0] !== undefined && performance.now() - waiting[0].at >= this.delayMs) to.write(waiting.shift()!.chunk);
      }, 5);
      from.on('error', () => undefined);
      from.once('close', () => {
        clearInterval(timer);
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
