import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.ts';
import { Site } from './site.ts';
import { freePort } from './free-port.ts';

const MAIN = join(import.meta.dirname, '../../../dist/server/apps/server/src/main.js');

/** A built server in a process of its own, that can be killed, stopped and started again. */
export class ServerProcess extends Site {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #dataDir: string;
  #child: ChildProcess | null = null;
  /** Everything it has printed since it was last started. */
  log = '';

  private constructor(port: number, dataDir: string, environment: NodeJS.ProcessEnv) {
    super(`http://127.0.0.1:${port}`);
    this.#dataDir = dataDir;
    this.#environment = {
      ...process.env,
      ATTUNE_MEDIA_WORKERS: '1',
      ATTUNE_MEDIA_LISTEN: '127.0.0.1',
      ATTUNE_SPEECH: 'off',
      ATTUNE_BROWSER_CAPTIONS: '1',
      ...environment,
    };
    Object.assign(this.#environment, {
      ATTUNE_PORT: String(port),
      ATTUNE_HOST: '127.0.0.1',
      ATTUNE_DATA: dataDir,
      ATTUNE_NODE_URL: this.url,
    });
  }

  static async start(environment: NodeJS.ProcessEnv): Promise<ServerProcess> {
    const server = new ServerProcess(await freePort(), mkdtempSync(join(environment['TMPDIR'] ?? tmpdir(), 'attune-node-')), environment);
    await server.start();
    return server;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [MAIN], { env: this.#environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.log = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (this.log += data.toString()));
    child.once('exit', (code) => {
      if (this.#child === child) console.error(`The server ended by itself (${code}): ${this.log.slice(-4_000)}`);
    });
    await eventually(
      () => {
        if (child.exitCode !== null) throw new Error(`The server did not start: ${this.log}`);
        return this.log.includes('Attune is ready');
      },
      'the server to start',
      60_000,
    );
  }

  setupCode(): string {
    return readFileSync(join(this.#dataDir, 'setup-code'), 'utf8').trim();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Resolves when the process is gone. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}
