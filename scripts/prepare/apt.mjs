import { existsSync, readFileSync } from 'node:fs';
import { outputOf, run } from './run.mjs';
import { say, StepError } from './say.mjs';

/** @typedef {import('./system-packages.mjs').SystemPackages} SystemPackages */

/** The one command that installs what is missing; `scripts/setup.mjs`. */
export const setupCommand = 'npm run setup -- --yes';

/** Whether packages of Debian's kind can be installed here: Debian, Ubuntu and their kin. */
export function hasApt() {
  return process.platform === 'linux' && existsSync('/usr/bin/apt-get');
}

/** Whether this is Debian itself. */
export function isDebian() {
  return hasApt() && existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/**
 * Those of the packages that are not installed.
 * @param {readonly string[]} packages
 */
export function missingOf(packages) {
  return packages.filter((name) => outputOf('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]) !== 'installed');
}

/**
 * Sees to it that packages of the system are there. What is missing is named, and installed only by root on Debian, as on a machine that is
 * made for this: elsewhere, and always where real patients are served (NODE_ENV=production), a person has to do it.
 * @param {SystemPackages} needed
 * @throws {StepError}
 */
export async function needPackages({ purpose, packages }) {
  const missing = missingOf(packages);
  if (missing.length === 0) return;
  const what = `${purpose} needs packages of the system that are missing: ${missing.join(', ')}.`;
  if (process.env['NODE_ENV'] === 'production' || process.getuid?.() !== 0 || !isDebian())
    throw new StepError(`${what}\nNothing was installed. Install them, then start again:\n\n  ${commandFor(missing)}`);
  say(`${what}\nThis is Debian and you are root, so they are installed now, from Debian's own archive, as "${setupCommand}" would.`);
  await aptInstall(missing);
}

/** @param {readonly string[]} packages */
function commandFor(packages) {
  if (process.env['NODE_ENV'] !== 'production') return setupCommand;
  return `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/**
 * @param {readonly string[]} packages
 * @throws {StepError}
 */
export async function aptInstall(packages) {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const failure = `The packages ${packages.join(', ')} could not be installed.`;
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const [command = 'apt-get', ...rest] = [...asRoot, 'apt-get', ...args];
    say(`  ${[command, ...rest].join(' ')}`);
    await run(command, rest, { env, quiet: true, failure });
  }
}
