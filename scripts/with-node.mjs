/**
 * Runs a TypeScript file of Attune under Node 24, once everything it takes is in place: `with-node.mjs [--with-server] FILE [arguments]`.
 * Progress goes to standard error; standard output is the file's own.
 */
import { prepareServer, prepareTools } from './prepare.mjs';
import { inItsPlace } from './prepare/child.mjs';
import { envWith } from './prepare/run.mjs';
import { runScript, sayOnStandardError, StepError } from './prepare/say.mjs';

sayOnStandardError();
await runScript(async () => {
  const withServer = process.argv[2] === '--with-server';
  const [file, ...args] = process.argv.slice(withServer ? 3 : 2);
  if (file === undefined) throw new StepError('Use: node scripts/with-node.mjs [--with-server] FILE [arguments]');
  if (!withServer) {
    const node = await prepareTools();
    return inItsPlace(node, [file, ...args], { cwd: process.cwd(), env: envWith(node) });
  }
  const { node, worker } = await prepareServer();
  return inItsPlace(node, [file, ...args], { cwd: process.cwd(), env: envWith(node, { MEDIASOUP_WORKER_BIN: worker }) });
});
