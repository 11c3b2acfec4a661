import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Child, ofType } from '../live/child.ts';
import { PLATFORM_KEY } from '../../integration/support/access-matrix.ts';
import type { Host } from '../live/connect-media.ts';
import type { FromHost } from '../live/messages.ts';

type Processes = Extract<FromHost, { type: 'processes' }>;

/** The real server in a process of its own that can be killed, started again on the same data and port, and told what shall go wrong. */
export class AbusedServer {
  readonly #data: string;
  #host: Host;
  #url: string;
  #unexpectedExits = 0;
  #stopping = false;

  private constructor(data: string, host: Host, url: string) {
    this.#data = data;
    this.#host = host;
    this.#url = url;
    this.#watch(host);
  }

  static async start(): Promise<AbusedServer> {
    const data = await mkdtemp(path.join(tmpdir(), 'attune-abuse-'));
    const { host, url } = await launch(data, '0');
    return new AbusedServer(data, host, url);
  }

  get host(): Host {
    return this.#host;
  }

  get url(): string {
    return this.#url;
  }

  get dataFolder(): string {
    return this.#data;
  }

  /** How often the server's process ended by itself. */
  get unexpectedExits(): number {
    return this.#unexpectedExits;
  }

  setStorage(fault: { delayMs: number; fails: boolean }): void {
    this.#host.send({ type: 'storage', ...fault });
  }

  block(ms: number): void {
    this.#host.send({ type: 'block', ms });
  }

  /** The longest stall of the thread that signals since the last question, milliseconds. */
  async longestStall(): Promise<number> {
    const answer = this.#host.next(ofType<FromHost, 'stall'>('stall'));
    this.#host.send({ type: 'stall' });
    return (await answer).longestMs;
  }

  async processes(): Promise<Processes> {
    const answer = this.#host.next(ofType<FromHost, 'processes'>('processes'));
    this.#host.send({ type: 'processes' });
    return answer;
  }

  /** As if the machine's power had gone for a moment: nothing is flushed, then the same address is served from the same data. */
  async killAndStart(): Promise<void> {
    this.#stopping = true;
    const ended = new Promise<void>((resolve) => void this.#host.process.once('exit', () => resolve()));
    this.#host.process.kill('SIGKILL');
    await ended;
    const { host, url } = await launch(this.#data, new URL(this.#url).port);
    this.#host = host;
    this.#url = url;
    this.#stopping = false;
    this.#watch(host);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#host.end();
    await rm(this.#data, { recursive: true, force: true });
  }

  #watch(host: Host): void {
    host.process.once('exit', () => {
      if (!this.#stopping) this.#unexpectedExits++;
    });
  }
}

async function launch(data: string, port: string): Promise<{ host: Host; url: string }> {
  const host: Host = new Child('host.ts', {
    ATTUNE_DATA: data,
    ATTUNE_PORT: port,
    ATTUNE_HOST: '127.0.0.1',
    ATTUNE_MEDIA_LISTEN: '127.0.0.1',
    // The demo's patient sends its words as a browser would; what this machine happens to have installed makes no difference.
    ATTUNE_SPEECH: 'off',
    ATTUNE_BROWSER_CAPTIONS: '1',
    ATTUNE_MEDIA_PORT: '0',
    ATTUNE_MEDIA_WORKERS: '1',
    NODE_ENV: 'production',
    ATTUNE_API_KEY: PLATFORM_KEY,
  });
  const started = await host.next((message) => message.type === 'ready' || message.type === 'failed');
  if (started.type !== 'ready') throw new Error(`The server did not start: ${started.type === 'failed' ? started.message : ''}`);
  return { host, url: started.url };
}
