/** `npm test`: brings everything into place, runs every suite to its end, side by side, and closes with the line `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { prepareServer, prepareTools } from './prepare.mjs';
import { lanesOf, parseTest, suiteNames } from './prepare/arguments.mjs';
import { prepareChromium } from './prepare/chromium.mjs';
import { endingSignals, envWith, root } from './prepare/run.mjs';
import { runScript, say, StepError } from './prepare/say.mjs';
import { failedTests, inWords, sum, tallyOfVitest } from './prepare/tally.mjs';

/** @typedef {import('./prepare/arguments.mjs').SuiteName} SuiteName */
/** @typedef {import('./prepare/tally.mjs').Tally} Tally */

const folder = mkdtempSync(join(tmpdir(), 'attune-test-'));
process.on('exit', () => {
  for (const child of running) child.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** Names of the tests that failed. */
const failures = /** @type {string[]} */ ([]);
/** Preparing writes files: one suite prepares after the other. */
let preparing = /** @type {Promise<unknown>} */ (Promise.resolve());
for (const signal of endingSignals) {
  process.on(signal, () => process.exit(130));
}

await runScript(async () => {
  const suites = parseTest(process.argv.slice(2));
  /** @type {Map<SuiteName, Tally>} */
  const tallies = new Map();
  const run = async (/** @type {SuiteName[]} */ lane) => {
    for (const suite of lane) tallies.set(suite, await runSuite(suite));
  };
  await Promise.all(lanesOf(suites).map(run));

  say('\n── Summary');
  for (const suite of suites) {
    const tally = tallies.get(suite);
    if (tally !== undefined) say(`${suite.padEnd(Math.max(...suiteNames.map((name) => name.length)))}  ${inWords(tally)}`);
  }
  for (const test of failures) say(`failed: ${test}`);
  const all = sum([...tallies.values()]);
  if (all.skipped > 0) say(`${all.skipped} skipped`);
  say(`${all.passed} passed, ${all.failed} failed`);
  return all.failed === 0 ? 0 : 1;
});

/**
 * A suite that could not even be prepared has failed; the others still run.
 * @param {SuiteName} suite
 * @returns {Promise<Tally>}
 */
async function runSuite(suite) {
  say(`\n── ${suite}`);
  const start = Date.now();
  let tally = { passed: 0, failed: 1, skipped: 0 };
  try {
    tally = await (suite === 'lint' || suite === 'types' ? check(suite) : vitest(suite));
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    say(error.message);
  }
  say(`${suite}: ${inWords(tally)} (${Math.round((Date.now() - start) / 1000)} s)`);
  return tally;
}

/**
 * @param {'lint' | 'types'} suite
 * @returns {Promise<Tally>}
 */
async function check(suite) {
  const node = await inTurn(prepareTools);
  const tsc = 'node_modules/typescript/bin/tsc';
  const commands = {
    lint: [
      ['node_modules/@biomejs/biome/bin/biome', 'format', '.'],
      ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'],
    ],
    types: [
      [tsc, '--noEmit', '-p', 'tsconfig.json'],
      [tsc, '--noEmit', '-p', 'apps/web/tsconfig.json'],
    ],
  }[suite];
  let failed = 0;
  for (const args of commands) failed += (await exitCode(node, args, {})) === 0 ? 0 : 1;
  return { passed: failed === 0 ? 1 : 0, failed: failed === 0 ? 0 : 1, skipped: 0 };
}

/**
 * @param {'unit' | 'integration' | 'e2e'} suite
 * @returns {Promise<Tally>}
 */
async function vitest(suite) {
  // Unit tests of the server's media part start real workers, so every suite gets the whole preparation.
  const { node, worker } = await inTurn(prepareServer);
  /** @type {NodeJS.ProcessEnv} */
  const settings = { MEDIASOUP_WORKER_BIN: worker, NODE_COMPILE_CACHE: join(folder, 'compiled') };
  if (suite === 'e2e') settings['CHROMIUM_PATH'] = await inTurn(prepareChromium);
  const file = join(folder, `${suite}.json`);
  const code = await exitCode(
    node,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', suite, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    settings,
  );
  const report = existsSync(file)
    ? /** @type {import('./prepare/tally.mjs').VitestReport} */ (JSON.parse(readFileSync(file, 'utf8')))
    : undefined;
  failures.push(...failedTests(report).map((test) => `${suite} › ${relative(root, test)}`));
  return tallyOfVitest(report, code);
}

/**
 * @template T
 * @param {() => Promise<T>} prepare
 * @returns {Promise<T>}
 */
function inTurn(prepare) {
  const done = preparing.catch(() => undefined).then(prepare);
  preparing = done;
  return done;
}

/**
 * @param {string} node
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} settings
 * @returns {Promise<number>}
 */
function exitCode(node, args, settings) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: root, env: envWith(node, settings), stdio: ['ignore', 'inherit', 'inherit'] });
    running.add(child);
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}
