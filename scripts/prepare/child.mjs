import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { endingSignals } from './run.mjs';

/**
 * Runs a program in this one's place: same input and output, signals handed on.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} its exit code, or 128 + the number of the signal that ended it
 */
export function inItsPlace(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' });
    for (const signal of endingSignals) {
      // Ctrl+C in a terminal reaches the child by itself; a second one would tell it to give up on a clean end.
      process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal));
    }
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
