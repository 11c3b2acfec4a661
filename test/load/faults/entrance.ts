import { connect, createServer, type Server, type Socket } from 'node:net';

const LOOK_EVERY_MS = 500;
const ANSWER_WITHIN_MS = 1_000;

interface Node {
  url: string;
}

/** What stands before several servers: passes each connection on to one that answers its health check, in turn. */
export class Entrance {
  readonly url: string;
  readonly #nodes: readonly Node[];
  readonly #server: Server;
  readonly #healthy = new Set<Node>();
  readonly #looking: NodeJS.Timeout;
  #turn = 0;

  private constructor(nodes: readonly Node[], server: Server) {
    this.#nodes = nodes;
    this.#server = server;
    this.url = `http://localhost:${(server.address() as { port: number }).port}`;
    this.#looking = setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  static async to(nodes: readonly Node[]): Promise<Entrance> {
    const server = createServer();
    // At every address, for clients in a network of their own.
    await new Promise<void>((resolve) => void server.listen(0, resolve));
    const entrance = new Entrance(nodes, server);
    server.on('connection', (near) => entrance.#pass(near));
    await entrance.#look();
    return entrance;
  }

  close(): void {
    clearInterval(this.#looking);
    this.#server.close();
  }

  async #look(): Promise<void> {
    await Promise.all(
      this.#nodes.map(async (node) => {
        const answers = await fetch(`${node.url}/health/live`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).then(
          ({ ok }) => ok,
          () => false,
        );
        if (answers) this.#healthy.add(node);
        else this.#healthy.delete(node);
      }),
    );
  }

  #pass(near: Socket): void {
    near.on('error', () => undefined);
    const healthy = this.#nodes.filter((node) => this.#healthy.has(node));
    const turn = this.#turn++ % Math.max(1, healthy.length);
    this.#passTo([...healthy.slice(turn), ...healthy.slice(0, turn)], near);
  }

  /** To the first that takes the connection, as proxies do. */
  #passTo([node, ...others]: Node[], near: Socket): void {
    if (node === undefined || near.destroyed) return void near.destroy();
    const { hostname, port } = new URL(node.url);
    const far = connect(Number(port), hostname);
    const refused = () => this.#passTo(others, near);
    far.once('error', refused);
    far.once('connect', () => {
      far.off('error', refused);
      for (const socket of [near, far])
        socket
          .on('error', () => undefined)
          .on('close', () => {
            near.destroy();
            far.destroy();
          });
      near.pipe(far).pipe(near);
    });
  }
}
