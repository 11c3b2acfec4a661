import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StepError, voiceFd } from './say.mjs';

/** The folder of Attune's package.json. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * The environment without what npm adds for the script it is running: a nested npm would take it for its own options.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnv(env) {
  const ofThisRun = /^npm_(package_|lifecycle_|command$|config_(local_prefix|loglevel|global)$)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ofThisRun.test(name)));
}

/**
 * What ends a script; what it runs must end with it.
 * @type {NodeJS.Signals[]}
 */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program to its end, its output going where progress goes.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, failure: string }} options `failure` is said if it ends with another
 *   code than 0; `quiet` keeps its output back, and shows the end of it on failure.
 * @returns {Promise<void>}
 * @throws {StepError}
 */
export function run(command, args, { cwd = root, env = process.env, quiet = false, failure }) {
  return new Promise((resolve, reject) => {
    const output = quiet ? 'pipe' : voiceFd();
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', output, quiet ? 'pipe' : 2],
      shell: process.platform === 'win32' && command === 'npm',
    });
    let tail = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => {
        tail = (tail + chunk).slice(-8000);
      });
    const endBoth = (/** @type {NodeJS.Signals} */ signal) => {
      child.kill(signal);
      process.exit(128 + constants.signals[signal]);
    };
    for (const signal of endingSignals) process.on(signal, endBoth);
    child.on('error', (error) => reject(new StepError(`${failure}\n(${command}: ${error.message})`)));
    child.on('close', (code, signal) => {
      for (const each of endingSignals) process.off(each, endBoth);
      if (code === 0) resolve();
      else
        reject(
          new StepError(`${tail === '' ? '' : `${tail.trimEnd()}\n\n`}${failure} (${command} ended with ${signal ?? `code ${code}`}.)`),
        );
    });
  });
}

/**
 * What a program prints on standard output; undefined if it is not there or fails.
 * @param {string} command
 * @param {string[]} args
 */
export function outputOf(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * Runs npm with the one that runs this script, where npm says which that is.
 * @param {string[]} args
 * @param {{ cwd?: string, quiet?: boolean, failure: string }} options
 */
export function runNpm(args, options) {
  const npm = process.env['npm_execpath'];
  const env = cleanEnv(process.env);
  return npm?.endsWith('npm-cli.js') ? run(process.execPath, [npm, ...args], { ...options, env }) : run('npm', args, { ...options, env });
}

/**
 * The environment for a program under Node 24, in which the children it starts find Node 24 too.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function envWith(node, more = {}) {
  const separator = process.platform === 'win32' ? ';' : ':';
  return { ...process.env, PATH: `${dirname(node)}${separator}${process.env['PATH'] ?? ''}`, ...more };
}
