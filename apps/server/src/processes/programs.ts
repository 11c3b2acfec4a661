import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import { childEnvironment } from './child-environment.ts';
import { logOutput } from './child-output.ts';
import { confine, type Confinement, type Needs } from './confinement.ts';

const logger = new Logger('Programs');

/** Compiled code is kept between starts, which halves the gap that a restart leaves on the timeline. */
const COMPILE_CACHE = join(homedir(), '.cache', 'attune', 'compile');

/** Starts the analyzer's programs, each confined to what it needs. */
export class Programs {
  readonly #hidden: readonly string[];
  readonly #read: readonly string[];
  readonly #confinements = new Map<string, Confinement>();
  readonly #told = new Set<string>();

  /**
   * @param hidden folders and files that no program has any business in, apart from the sealed files that it is given.
   * @param read files and folders that programs read, wherever they are
   */
  constructor({ hidden, read }: { hidden: readonly string[]; read: readonly string[] }) {
    this.#hidden = hidden;
    this.#read = read;
  }

  /** Finds out how closely this program can be confined, which blocks for some 100 ms: at start, when nobody is in a call yet. */
  prepare(program: string, needs: Needs): void {
    const path = find(program);
    if (path !== null) this.#confinementOf(path, needs);
  }

  /**
   * Forks a program, given from the repository's root or as an absolute path, with an IPC channel; null if it is missing. It knows of this
   * server's environment what is on a list. Where it was not prepared, this takes some 100 ms longer.
   */
  fork(program: string, needs: Needs): ChildProcess | null {
    const path = find(program);
    if (path === null) return null;
    const { command } = this.#confinementOf(path, needs);
    const node = [process.execPath, `--max-old-space-size=${needs.heapMb}`];
    const [execPath = process.execPath, ...execArgv] = [...command, ...node];
    const child = fork(path, [], {
      execPath,
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: childEnvironment({ more: { NODE_COMPILE_CACHE: COMPILE_CACHE } }),
    });
    logOutput(child);
    return child;
  }

  #confinementOf(path: string, needs: Needs): Confinement {
    const kind = `${path}\0${needs.files ?? ''}`;
    const known = this.#confinements.get(kind);
    if (known !== undefined) return known;
    const found = confine([path, ...this.#read], needs, this.#hidden);
    this.#confinements.set(kind, found);
    this.#tell(found.open);
    return found;
  }

  #tell(open: readonly string[]): void {
    const what = open.join(', ');
    if (what === '' || this.#told.has(what)) return;
    this.#told.add(what);
    logger.warn(`This system does not offer all that confines a program which decodes video: it can still ${what}. See docs/security.md.`);
  }
}

/** From the compiled server as from its sources, the analyzer is in the repository that holds both. */
function find(program: string): string | null {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const path = resolve(folder, program);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return null;
  }
}
