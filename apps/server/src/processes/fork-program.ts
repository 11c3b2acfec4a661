import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Compiled code is kept between starts, which halves the gap that a restart leaves on the timeline. */
const COMPILE_CACHE = join(homedir(), '.cache', 'attune', 'compile');

/** Forks one of the analyzer's programs, given from the repository's root, with an IPC channel; null if it is missing. */
export function forkProgram(program: string): ChildProcess | null {
  const path = find(program);
  if (path === null) return null;
  return fork(path, [], {
    execPath: process.execPath,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env },
  });
}

/** From the compiled server as from its sources, the analyzer is in the repository that holds both. */
function find(program: string): string | null {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const path = resolve(folder, program);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return null;
  }
}
