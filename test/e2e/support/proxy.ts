import { createServer, connect, type Server, type Socket } from 'node:net';
import { freePort } from './server.ts';

/** A line between a browser and the server that can be cut and mended. */
export class Line {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://localhost:${port}`;
  }

  static async to(serverPort: number): Promise<Line> {
    const port = await freePort();
    const server = createServer();
    const line = new Line(server, port);
    server.on('connection', (near) => {
      if (line.#cut) return near.destroy();
      const far = connect(serverPort, 'localhost');
      for (const socket of [near, far]) {
        line.#sockets.add(socket);
        socket
          .on('error', () => undefined)
          .on('close', () => {
            line.#sockets.delete(socket);
            near.destroy();
            far.destroy();
          });
      }
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => server.listen(port, resolve));
    return line;
  }

  /** Everything that is open breaks, and nothing new comes through. */
  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#cut = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
