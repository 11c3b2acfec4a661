import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasApt, needPackages } from './apt.mjs';
import { assertChecksum, workerChecksum } from './checksums.mjs';
import { outputOf, root, run } from './run.mjs';
import { say, StepError } from './say.mjs';
import { hashOf } from './stamps.mjs';
import { workerPackages } from './system-packages.mjs';

const packageDir = join(root, 'node_modules/mediasoup');
const recipe = join(root, 'scripts/mediasoup-worker');
const executable = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';

/** A download that sends nothing for this long has failed. */
const stallMs = 8_000;

/**
 * The path of a mediasoup worker that runs here. In this order: the one that MEDIASOUP_WORKER_BIN names; the one in the user's cache; the
 * prebuilt one of mediasoup's release; one compiled from the sources in the npm package.
 * @returns {Promise<string>}
 */
export async function prepareWorker() {
  const given = process.env['MEDIASOUP_WORKER_BIN'];
  if (given !== undefined && given !== '') {
    if (!runs(given))
      throw new StepError(`MEDIASOUP_WORKER_BIN names ${given}, which is no mediasoup worker that runs here. Correct it, or unset it.`);
    return given;
  }

  const { version, repository } = /** @type {{ version: string, repository: { url: string } }} */ (
    JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'))
  );
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  // One that was made by another recipe is made anew.
  const made = hashOf(root, ['scripts/mediasoup-worker/CMakeLists.txt', 'scripts/mediasoup-worker/compat']).slice(0, 8);
  const folder = join(cache, 'attune', `mediasoup-worker-${version}-${process.platform}-${process.arch}-${made}`);
  const binary = join(folder, executable);
  if (runs(binary)) return binary;

  const work = mkdtempSync(join(tmpdir(), 'attune-worker-'));
  try {
    const downloaded = await download(version, repository.url, work);
    keep(downloaded ?? (await compile(work)), folder, binary);
    // For the test of what it was compiled with.
    if (downloaded === undefined) writeFileSync(join(folder, 'compiled-here'), '');
    return binary;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Copies the worker into the cache, under another name first, so that a start beside this one never sees half a file.
 * @param {string} fresh
 * @param {string} folder
 * @param {string} binary
 */
function keep(fresh, folder, binary) {
  const partial = `${binary}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    copyFileSync(fresh, partial);
    chmodSync(partial, 0o755);
    renameSync(partial, binary);
  } catch (error) {
    throw new StepError(
      `The mediasoup worker could not be kept in ${folder} (${/** @type {Error} */ (error).message}). Set XDG_CACHE_HOME to a folder that can be written to.`,
    );
  }
}

/**
 * Whether it is a worker that this system can execute: without its parent's environment the worker ends with code 41 (its main.cpp).
 * @param {string} binary
 */
function runs(binary) {
  return existsSync(binary) && spawnSync(binary, [], { env: {}, stdio: 'ignore', timeout: 10_000 }).status === 41;
}

/**
 * The release's prebuilt worker, from where mediasoup's own install script takes it.
 * @param {string} version
 * @param {string} repository
 * @param {string} work folder for it
 * @returns {Promise<string | undefined>} undefined if there is none whose checksum is kept here, it cannot be reached, is another, or does not run here
 */
async function download(version, repository, work) {
  if (process.env['MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD']) return undefined;
  const base =
    process.env['MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL'] ||
    `${repository.replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download`;
  const kernel = process.platform === 'linux' ? `-kernel${release().split('.')[0]}` : '';
  const name = `mediasoup-worker-${version}-${process.platform}-${process.arch}${kernel}.tgz`;
  const checksum = workerChecksum(name);
  if (checksum === undefined) return undefined;
  say('Downloading the mediasoup worker …');
  try {
    const archive = join(work, name);
    const bytes = await fetchOrStall(`${base}/${version}/${name}`);
    assertChecksum(bytes, checksum, `The archive ${name}`);
    writeFileSync(archive, bytes);
    await run('tar', ['-xzf', archive, '-C', work], { quiet: true, failure: 'its archive is broken' });
    const binary = join(work, executable);
    chmodSync(binary, 0o755);
    if (runs(binary)) return binary;
    say('It does not run on this system.');
  } catch (error) {
    say(`There is none to be had (${error instanceof Error ? reason(error) : String(error)}).`);
  }
  return undefined;
}

/** @param {Error} error */
function reason(error) {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/**
 * @param {string} url
 * @returns {Promise<Buffer>}
 */
async function fetchOrStall(url) {
  const abort = new AbortController();
  const stalled = () => abort.abort(new Error('no answer'));
  let timer = setTimeout(stalled, stallMs);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || response.body === null) throw new Error(`the server answers ${response.status}`);
    /** @type {Uint8Array[]} */
    const chunks = [];
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(stalled, stallMs);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Compiles the worker against the system's libraries.
 * @param {string} work folder to build in
 * @returns {Promise<string>}
 */
async function compile(work) {
  if (hasApt()) {
    await needPackages(workerPackages);
  } else if (outputOf('cmake', ['--version']) === undefined || outputOf('flatc', ['--version']) === undefined) {
    throw new StepError(
      [
        'The mediasoup worker has to be compiled here, which needs a C++20 compiler, CMake, Ninja, pkg-config, flatc and the development files of',
        'OpenSSL, libuv, libsrtp 2, Abseil and FlatBuffers (on Debian and its kin: npm run setup -- --yes). Install them and start again, or set',
        'MEDIASOUP_WORKER_BIN to a mediasoup worker that you have.',
      ].join('\n'),
    );
  }
  say('Compiling the mediasoup worker (once; one to five minutes) …');
  const failure =
    'The mediasoup worker could not be compiled. Set MEDIASOUP_WORKER_BIN to one that you have, or report this with the lines above.';
  const build = join(work, 'build');
  await run('cmake', ['-S', recipe, '-B', build, '-G', 'Ninja', `-DPKG=${packageDir}`], { quiet: true, failure });
  await run('cmake', ['--build', build], { quiet: true, failure });
  const binary = join(build, executable);
  if (!runs(binary))
    throw new StepError('The mediasoup worker was compiled but does not run. Set MEDIASOUP_WORKER_BIN to one that you have.');
  return binary;
}
