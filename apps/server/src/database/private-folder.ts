import { chmodSync, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../config/config-error.ts';

/** Rights of the group and of everybody else. */
const OTHERS = 0o077;

const isOpen = ({ mode }: Stats) => (mode & OTHERS) !== 0;

/**
 * Sees to it that nobody but its owner gets at the data folder. What lies in it is closed where an earlier version left it open; the folder
 * itself only if it is Attune's `own` one: another may be shared on purpose, which its owner decides. Throws {@link ConfigError} if it is open, or
 * something in it cannot be closed.
 */
export function keepPrivate(dataDir: string, own: boolean): void {
  // Windows keeps access lists in place of modes.
  if (process.platform === 'win32') return;
  if (isOpen(statSync(dataDir))) {
    if (!own) throw refusal(dataDir);
    close(dataDir, dataDir);
  }
  closeWithin(dataDir, dataDir);
}

function closeWithin(folder: string, dataDir: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    // A link's own mode means nothing, and what it leads to is elsewhere.
    if (entry.isSymbolicLink()) continue;
    if (isOpen(lstatSync(path))) close(path, dataDir);
    if (entry.isDirectory()) closeWithin(path, dataDir);
  }
}

function close(path: string, dataDir: string): void {
  try {
    chmodSync(path, lstatSync(path).mode & 0o700);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw refusal(dataDir);
  }
  if (isOpen(lstatSync(path))) throw refusal(dataDir);
}

function refusal(dataDir: string): ConfigError {
  return new ConfigError(
    `The data folder ${dataDir} is open to other users of this machine, and what patients say lies in it. Close it to them, then start again: chmod -R go-rwx '${dataDir}' (as its owner; where its disk keeps no modes, mount that with umask=077).`,
  );
}
