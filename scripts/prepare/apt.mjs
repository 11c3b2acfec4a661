import { existsSync, readFileSync } from 'node:fs';
import { outputOf, run } from './run.mjs';
import { say, StepError } from './say.mjs';

/** Whether packages of Debian's kind can be installed here: Debian, Ubuntu and their kin. */
export function hasApt() {
  return process.platform === 'linux' && existsSync('/usr/bin/apt-get');
}

/** Whether this is Debian itself. */
export function isDebian() {
  return hasApt() && existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** @param {string} name */
function isInstalled(name) {
  return outputOf('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]) === 'installed';
}

/**
 * Installs those of the packages that are missing. Only root may; anyone else is told the command.
 * @param {string[]} packages
 * @param {string} purpose completes "… is needed for"
 * @throws {StepError}
 */
export async function aptInstall(packages, purpose) {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0) {
    throw new StepError(`${purpose} needs packages of the system. Install them and start again:\n\n  sudo ${command.join(' ')}`);
  }
  say(`Installing ${missing.join(', ')} with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const failure = `The system packages for ${purpose.toLowerCase()} could not be installed.`;
  await run('apt-get', ['update'], { env, quiet: true, failure });
  await run('apt-get', command.slice(1), { env, quiet: true, failure });
}
