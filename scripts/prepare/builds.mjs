import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { envWith, root, run } from './run.mjs';
import { say, StepError } from './say.mjs';
import { hashOf, isStamped, stamp } from './stamps.mjs';

/** The compiled server's entry file. */
export const serverEntry = join(root, 'dist/server/apps/server/src/main.js');
export const backupProgram = join(root, 'dist/server/apps/server/src/backup/backup.main.js');
export const keyRotation = join(root, 'dist/server/apps/server/src/keys/rotate-key.main.js');

/** What every build depends on. */
const shared = ['libs/contracts/src', 'libs/timeline/src', 'package-lock.json', 'tsconfig.json'];

/** @typedef {{ name: string, args: string[], sources: string[], output: string }} Build */

/**
 * What inference takes, in tools as in the server.
 * @type {Build[]}
 */
const kernels = [
  { name: 'face detection in WebAssembly', file: 'haar' },
  { name: 'cutting out in WebAssembly', file: 'pixels' },
].map(({ name, file }) => ({
  name,
  args: [
    'node_modules/assemblyscript/bin/asc.js',
    `libs/inference/wasm/${file}.ts`,
    '--outFile',
    `dist/wasm/${file}.wasm`,
    '--enable',
    'simd',
    '-O3',
    '--runtime',
    'stub',
    '--noAssert',
  ],
  sources: [`libs/inference/wasm/${file}.ts`, 'package-lock.json'],
  output: join(root, `dist/wasm/${file}.wasm`),
}));

/** @type {Build[]} */
const serverBuilds = [
  {
    name: 'server',
    args: ['node_modules/@nestjs/cli/bin/nest.js', 'build', 'server'],
    sources: [...shared, 'apps/server/src', 'apps/server/tsconfig.app.json', 'nest-cli.json', '.swcrc'],
    output: serverEntry,
  },
  {
    name: 'web app',
    args: ['node_modules/vite/bin/vite.js', 'build', 'apps/web', '--logLevel', 'warn'],
    sources: [...shared, 'apps/web'],
    output: join(root, 'dist/web/index.html'),
  },
];

/**
 * Builds what tools need, where its source changed since its last build.
 * @param {string} node path of Node 24
 */
export async function buildTools(node) {
  for (const each of kernels) await build(node, each);
}

/**
 * Builds the server and the web app where their sources changed since their last build.
 * @param {string} node path of Node 24
 */
export async function buildServer(node) {
  for (const each of serverBuilds) await build(node, each);
}

/**
 * @param {string} node
 * @param {Build} build
 */
async function build(node, { name, args, sources, output }) {
  const hash = hashOf(root, sources);
  const mark = join(root, 'dist/stamps', name.replaceAll(' ', '-'));
  if (existsSync(output) && isStamped(mark, hash)) return;
  say(`Building the ${name} …`);
  await run(node, args, { env: envWith(node, { NODE_ENV: 'production' }), quiet: true, failure: `The ${name} could not be built.` });
  if (!existsSync(output)) throw new StepError(`The build of the ${name} left no ${output}.`);
  stamp(mark, hash);
}
