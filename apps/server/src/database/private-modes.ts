import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const OWNER = 0o700;
const owners = (mode: fs.Mode): number => (typeof mode === 'number' ? mode : Number.parseInt(mode, 8)) & OWNER;

/**
 * Lets no file of this thread get a mode that others than its owner have a right by. Emscripten, in which the embedded database runs, sets each
 * file's mode after making it, to 0666 as a rule, past the process' umask.
 */
export function keepModesPrivate(): void {
  const { chmodSync, fchmodSync } = fs;
  fs.chmodSync = (path, mode) => chmodSync(path, owners(mode));
  fs.fchmodSync = (file, mode) => fchmodSync(file, owners(mode));
  syncBuiltinESMExports();
}
