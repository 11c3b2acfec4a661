import { pathToFileURL } from 'node:url';
import { buildServer, buildTools } from './prepare/builds.mjs';
import { installDependencies } from './prepare/dependencies.mjs';
import { prepareNode } from './prepare/node24.mjs';
import { runScript, say } from './prepare/say.mjs';
import { prepareWorker } from './prepare/worker.mjs';

/**
 * Brings the npm packages, Node 24 and what inference takes into place. Quick when they are.
 * @returns {Promise<string>} path of Node 24
 */
export async function prepareTools() {
  await installDependencies();
  const node = await prepareNode();
  await buildTools(node);
  return node;
}

/**
 * Brings everything into place that a server needs. Quick when it is.
 * @returns {Promise<{ node: string, worker: string }>} paths of Node 24 and of the mediasoup worker
 */
export async function prepareServer() {
  const node = await prepareTools();
  const worker = await prepareWorker();
  await buildServer(node);
  return { node, worker };
}

// Run by itself, for images and caches: prepare, and start nothing.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runScript(async () => {
    await prepareServer();
    say('Everything is in place.');
    return 0;
  });
}
