import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { envWith, root, run } from './run.mjs';
import { say, StepError } from './say.mjs';
import { hashOf, isStamped, stamp } from './stamps.mjs';

/** The compiled server's entry file. */
export const serverEntry = join(root, 'dist/server/apps/server/src/main.js');

/** What every build depends on. */
const shared = ['libs/contracts/src', 'package-lock.json', 'tsconfig.json'];

const builds = [
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
 * Builds the server and the web app where their sources changed since their last build.
 * @param {string} node path of Node 24
 */
export async function buildAll(node) {
  for (const { name, args, sources, output } of builds) {
    const hash = hashOf(root, sources);
    const mark = join(root, 'dist/stamps', name.replace(' ', '-'));
    if (existsSync(output) && isStamped(mark, hash)) continue;
    say(`Building the ${name} …`);
    await run(node, args, { env: envWith(node, { NODE_ENV: 'production' }), quiet: true, failure: `The ${name} could not be built.` });
    if (!existsSync(output)) throw new StepError(`The build of the ${name} left no ${output}.`);
    stamp(mark, hash);
  }
}
