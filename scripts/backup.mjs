/** `npm run backup -- FILE` and `npm run restore -- FILE`. The server must not be running. */
import { prepareServer } from './prepare.mjs';
import { backupProgram } from './prepare/builds.mjs';
import { inItsPlace } from './prepare/child.mjs';
import { envWith, root } from './prepare/run.mjs';
import { runScript } from './prepare/say.mjs';

await runScript(async () => {
  const { node } = await prepareServer();
  // A path of the caller's is from where the caller is.
  return inItsPlace(node, ['--enable-source-maps', backupProgram, ...process.argv.slice(2)], {
    cwd: root,
    env: envWith(node, { NODE_ENV: 'production' }),
  });
});
