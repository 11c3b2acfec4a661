import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import { projectRoot } from '../config/project-root.ts';
import { keepPrivate } from './private-folder.ts';

const held = new Set<string>();

/**
 * Makes the data folder, proves that it can be written, and claims it: the embedded database has one writer. Throws
 * {@link ConfigError} if it cannot be written, is open to other users, or another running Attune has it. Returns what gives the claim back.
 */
export function claimDataFolder(dataDir: string): () => void {
  const lock = join(dataDir, 'attune.lock');
  const mine = `${process.pid} ${startOf(process.pid) ?? ''}`;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    keepPrivate(dataDir, dataDir === join(projectRoot, 'data'));
    const holder = readIfThere(lock);
    if (held.has(dataDir) || (holder !== null && holder !== mine && isAlive(holder))) {
      throw new ConfigError(`Another Attune is using the data folder ${dataDir}. Stop it first, or set ATTUNE_DATA to another folder.`);
    }
    writeFileSync(lock, mine);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(folderMessage(dataDir, error as NodeJS.ErrnoException));
  }
  held.add(dataDir);
  return () => {
    held.delete(dataDir);
    rmSync(lock, { force: true });
  };
}

/** Says in a sentence why the data folder does not work. */
export function folderMessage(dataDir: string, error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    return `The disk of the data folder ${dataDir} is full. Free some space, or set ATTUNE_DATA to a folder on another disk.`;
  if (error.code === 'EROFS' || error.code === 'EACCES' || error.code === 'EPERM')
    return `The data folder ${dataDir} cannot be written. Give the user that runs Attune the right to write there, or set ATTUNE_DATA to another folder.`;
  return `The data folder ${dataDir} cannot be used (${error.code ?? error.message}). Set ATTUNE_DATA to another folder.`;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function isAlive(holder: string): boolean {
  const [pid, start] = holder.split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // A process id is soon used again, above all in containers; together with the start time it is unique.
  return startOf(Number(pid)) === (start === '' ? null : start);
}

/** Start time of a process in clock ticks since boot; null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
