import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNpm } from './run.mjs';
import { say, StepError } from './say.mjs';

/**
 * @typedef {{ version?: string, optional?: boolean, link?: boolean }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages
 */

/**
 * Whether what npm says it has installed is what the lockfile asks for. Optional packages may be missing: most are for other systems.
 * @param {LockedPackages} wanted `packages` of package-lock.json
 * @param {LockedPackages} installed `packages` of node_modules/.package-lock.json
 */
export function matchesLockfile(wanted, installed) {
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const there = installed[path];
    return there === undefined ? optional === true : there.version === version;
  });
}

function upToDate() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const packagesOf = (/** @type {string} */ path) =>
    /** @type {{ packages: LockedPackages }} */ (JSON.parse(readFileSync(path, 'utf8'))).packages;
  return matchesLockfile(packagesOf(join(root, 'package-lock.json')), packagesOf(installed));
}

/**
 * Whether npm under this Node installs everything: it leaves out optional packages, Vite's native part among them, that want a later one.
 * @param {string} version as in process.versions.node
 */
export function canInstall(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}

/** Installs the npm packages of the lockfile where node_modules differs from it. No install scripts run: what they would do, these steps do. */
export async function installDependencies() {
  if (upToDate()) return;
  if (!canInstall(process.versions.node)) {
    throw new StepError(
      `This is Node ${process.versions.node}. Start Attune with Node 20.19, 22.12 or any later one; it fetches the Node 24 that it runs on by itself.`,
    );
  }
  say('Installing npm packages (once, a minute or two) …');
  await runNpm(['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], {
    quiet: true,
    failure: 'The npm packages could not be installed. Check the connection to the npm registry and start again.',
  });
}
