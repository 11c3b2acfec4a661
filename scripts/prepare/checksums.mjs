import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StepError } from './say.mjs';

/**
 * SHA-256 of everything that is downloaded past the lockfile, which has those of the npm packages itself. An update of either adds its own:
 * `node`: `bin/node` of the npm package for that platform; `mediasoup-worker`: the archive of mediasoup's release, by its name. An archive that
 * is not listed is not downloaded: the worker is compiled then.
 * @type {{ node: Record<string, Record<string, string>>, 'mediasoup-worker': Record<string, string> }}
 */
const checksums = JSON.parse(readFileSync(new URL('checksums.json', import.meta.url), 'utf8'));

/**
 * @param {string} version of Node
 * @returns {string | undefined} of its binary for this system
 */
export function nodeChecksum(version, system = `${process.platform}-${process.arch}`) {
  return checksums.node[version]?.[system];
}

/**
 * @param {string} archive name of a prebuilt worker's archive
 * @returns {string | undefined}
 */
export function workerChecksum(archive) {
  return checksums['mediasoup-worker'][archive];
}

/**
 * @param {Uint8Array} bytes
 * @param {string} expected in hexadecimal
 * @param {string} what completes "… is not what it should be"
 * @throws {StepError} where they are others than those that the checksum was taken of
 */
export function assertChecksum(bytes, expected, what) {
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== expected)
    throw new StepError(`${what} is not what it should be: its SHA-256 is ${found}, not ${expected}. It is not used.`);
}
