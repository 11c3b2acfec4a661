import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PROGRAM = path.join(import.meta.dirname, '../../../apps/analyzer/src/main.ts');

export interface RemoteAnalyzerOptions {
  /** The server's address: ws://127.0.0.1:PORT */
  server: string;
  token: string;
  name: string;
  environment?: NodeJS.ProcessEnv;
}

/** The analyzer's program as another host runs it: `npm run analyzer`, one inference thread. */
export class RemoteAnalyzer {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #folder: string;
  #said = '';

  constructor({ server, token, name, environment = {} }: RemoteAnalyzerOptions) {
    this.name = name;
    this.#folder = mkdtempSync(path.join(tmpdir(), 'attune-analyzer-'));
    const file = path.join(this.#folder, 'token');
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
    this.#process = spawn(process.execPath, [PROGRAM, '--server', server, '--token-file', file, '--name', name], {
      env: { ...process.env, ATTUNE_ANALYZER_THREADS: '1', ATTUNE_DEVICE: 'cpu', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) stream?.on('data', (chunk) => (this.#said += String(chunk)));
  }

  /** Everything it has printed. */
  get said(): string {
    return this.#said;
  }

  get ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** As when its host loses power, but that the other side is told. */
  async kill(): Promise<void> {
    const gone = this.ended ? Promise.resolve() : once(this.#process, 'exit');
    this.#process.kill('SIGCONT');
    this.#process.kill('SIGKILL');
    await gone;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
