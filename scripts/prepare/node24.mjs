import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assertChecksum, nodeChecksum } from './checksums.mjs';
import { cleanEnv, outputOf, root, run } from './run.mjs';
import { say, StepError } from './say.mjs';

const packageDir = join(root, 'node_modules/node');
const binary = join(packageDir, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');

/**
 * The path of Node 24. It comes with the npm package `node`, whose install script fetches the binary for this system; npm wipes it at
 * each install, so it is looked for every time. Without it, a running Node 24 or later will do.
 * @returns {Promise<string>}
 */
export async function prepareNode() {
  const { version } = /** @type {{ version: string }} */ (JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')));
  const isThere = () => outputOf(binary, ['--version']) === `v${version}`;
  if (isThere()) return binary;

  say(`Fetching Node ${version} (once) …`);
  try {
    await run(process.execPath, ['installArchSpecificPackage.js'], {
      cwd: packageDir,
      env: cleanEnv(process.env),
      quiet: true,
      failure: `Node ${version} could not be fetched from the npm registry.`,
    });
    assertOurs(version);
    if (!isThere()) throw new StepError(`The npm package node has no Node ${version} that runs on ${process.platform} ${process.arch}.`);
    return binary;
  } catch (error) {
    if (!(error instanceof StepError) || Number(process.versions.node.split('.')[0]) < 24) throw error;
    say(`${error.message}\nGoing on with the Node ${process.versions.node} that is running.`);
    return process.execPath;
  }
}

/**
 * The install script takes the binary from a package that the lockfile does not know.
 * @param {string} version
 * @throws {StepError} where it is another than the one whose checksum is kept; it is removed
 */
function assertOurs(version) {
  if (!existsSync(binary)) return;
  const expected = nodeChecksum(version);
  try {
    if (expected === undefined)
      throw new StepError(
        `There is no checksum of Node ${version} for ${process.platform} ${process.arch} in scripts/prepare/checksums.json.`,
      );
    assertChecksum(readFileSync(binary), expected, `Node ${version} from the npm registry`);
  } catch (error) {
    rmSync(binary);
    throw error;
  }
}
