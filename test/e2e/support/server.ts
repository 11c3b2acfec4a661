import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fillFreshDatabase } from '../../support/fresh-database.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const MAIN = path.join(ROOT, 'dist/server/apps/server/src/main.js');
const WEB = path.join(ROOT, 'dist/web/index.html');
/** A machine that does a lot besides may take this long, which no test measures. */
const START_WITHIN_MS = 150_000;
export const SETUP_WITHIN_MS = 240_000;

export interface ServerOptions {
  env?: Record<string, string>;
  /** An existing folder, for a server that starts again; else a fresh one that is removed at the end. */
  dataDir?: string;
  port?: number;
  /** With nothing in the data folder, as on a new machine; else an empty database is there already, which saves seconds. */
  firstStart?: boolean;
}

/** A port on which nothing listens at the moment, from this suite's range: below the one that systems take for outgoing connections. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 29_000 + Math.floor(Math.random() * 900);
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false)).listen(port, () => resolve(true));
    });
    await new Promise((resolve) => probe.close(resolve));
    if (free) return port;
  }
}

/** The built server as its users run it: a process of its own, here with a temporary data folder. */
export class TestServer {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly #child: ChildProcess;
  readonly #temporary: boolean;
  #log = '';

  private constructor(child: ChildProcess, port: number, dataDir: string, temporary: boolean) {
    this.#child = child;
    this.port = port;
    this.url = `http://localhost:${port}`;
    this.dataDir = dataDir;
    this.#temporary = temporary;
    // A test run that ends early must not leave it behind.
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('close', () => process.off('exit', end));
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.#log += chunk;
      });
  }

  /** Starts the process without waiting for anything; for servers that are expected to fail. */
  static async spawn({ env = {}, dataDir, port, firstStart = false }: ServerOptions = {}): Promise<TestServer> {
    for (const file of [MAIN, WEB])
      if (!existsSync(file)) throw new Error(`${path.relative(ROOT, file)} is missing. Run: npm run build:server && npm run build:web`);
    const listenOn = port ?? (await freePort());
    const folder = dataDir ?? (await mkdtemp(path.join(tmpdir(), 'attune-e2e-')));
    if (dataDir === undefined && !firstStart && env['DATABASE_URL'] === undefined) await fillFreshDatabase(folder);
    const child = spawn(process.execPath, [MAIN], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        ATTUNE_PORT: String(listenOn),
        ATTUNE_DATA: folder,
        ATTUNE_MEDIA_WORKERS: '1',
        ATTUNE_MEDIA_LISTEN: '127.0.0.1',
        ATTUNE_MEDIA_PORT: String(await freePort()),
        // What this machine happens to have installed makes no difference to a test.
        ATTUNE_SPEECH: 'off',
        ATTUNE_BROWSER_CAPTIONS: '1',
        ...env,
      },
    });
    return new TestServer(child, listenOn, folder, dataDir === undefined);
  }

  /** Starts it and waits until it serves. */
  static async start(options: ServerOptions = {}): Promise<TestServer> {
    const server = await TestServer.spawn(options);
    const deadline = Date.now() + START_WITHIN_MS;
    while (!server.#log.includes('Attune is ready on')) {
      if (server.#child.exitCode !== null) throw new Error(`The server ended with code ${server.#child.exitCode}:\n${server.#log}`);
      if (Date.now() > deadline) throw new Error(`The server was not ready within ${START_WITHIN_MS} ms:\n${server.#log}`);
      await setTimeout(50);
    }
    return server;
  }

  /** What the first account takes. */
  setupCode(): string {
    return readFileSync(path.join(this.dataDir, 'setup-code'), 'utf8').trim();
  }

  /** The address that it printed for the first account. */
  setupAddress(): string {
    const address = /^Make the first account here: (\S+)$/m.exec(this.#log)?.[1];
    if (address === undefined) throw new Error('The server printed no address for the first account.');
    return address;
  }

  /** Everything that it and its analyzer have printed. */
  get log(): string {
    return this.#log;
  }

  /** Resolves with the exit code once the process has ended by itself. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('The server did not start.');
    return this.#child.pid;
  }

  /** The process id of the analyzer that runs now. */
  analyzerPid(): number {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const parent = /\nPPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        if (Number(parent) === this.#child.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('apps/analyzer'))
          return Number(pid);
      } catch {
        // A process may end while its files are read.
      }
    }
    throw new Error('The server has no analyzer.');
  }

  /** Ends the process at once, as a crash would; the data folder stays. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'close');
  }

  /** Ends the process as an administrator would; removes the data folder if it was made for this server. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const closed = once(this.#child, 'close');
      this.#child.kill('SIGTERM');
      await Promise.race([closed, setTimeout(10_000, undefined, { ref: false })]);
      await this.kill();
    }
    if (this.#temporary) for (const path of [this.dataDir, `${this.dataDir}.key`]) await rm(path, { recursive: true, force: true });
  }
}
