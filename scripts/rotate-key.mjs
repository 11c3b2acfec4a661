/** `npm run rotate-key`: puts a new key in place of the installation's. The server must not be running. */
import { prepareServer } from './prepare.mjs';
import { keyRotation } from './prepare/builds.mjs';
import { inItsPlace } from './prepare/child.mjs';
import { envWith, root } from './prepare/run.mjs';
import { runScript } from './prepare/say.mjs';

await runScript(async () => {
  const { node } = await prepareServer();
  return inItsPlace(node, ['--enable-source-maps', keyRotation], { cwd: root, env: envWith(node, { NODE_ENV: 'production' }) });
});
