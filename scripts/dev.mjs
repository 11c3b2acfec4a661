/** `npm run dev`: the server rebuilt and restarted as its sources (or the analyzer's) change, and the web app with hot reload. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareServer } from './prepare.mjs';
import { serverEntry } from './prepare/builds.mjs';
import { inItsPlace } from './prepare/child.mjs';
import { envWith, root } from './prepare/run.mjs';
import { runScript, say } from './prepare/say.mjs';

/** Changes come in bursts: one build writes many files. */
const quietMs = 300;

await runScript(async () => {
  const { node, worker } = await prepareServer();
  // Older Nodes cannot watch folders on Linux.
  if (Number(process.versions.node.split('.')[0]) < 24) return inItsPlace(node, [fileURLToPath(import.meta.url)], { cwd: root, env: envWith(node) });

  const env = envWith(node, { MEDIASOUP_WORKER_BIN: worker });
  const start = (/** @type {string[]} */ args) => spawn(node, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const builders = [start(['node_modules/@nestjs/cli/bin/nest.js', 'build', 'server', '--watch']), start(['node_modules/vite/bin/vite.js', 'apps/web'])];

  /** @type {import('node:child_process').ChildProcess | undefined} */
  let server;
  let ending = false;
  const restart = () => {
    if (server !== undefined && server.exitCode === null && server.signalCode === null) {
      server.once('close', restart);
      server.kill('SIGTERM');
      server = undefined;
      return;
    }
    if (ending) return;
    say('Starting the server …');
    server = start(['--enable-source-maps', serverEntry]);
  };
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(restart, quietMs);
  };
  // The first build clears the folder of the server, so its parent is watched.
  for (const folder of ['dist', 'apps/analyzer/src', 'libs/inference/src', 'libs/contracts/src']) {
    watch(join(root, folder), { recursive: true }, (_event, name) => {
      if (folder !== 'dist' || name?.startsWith('server')) changed();
    });
  }
  changed();

  const running = [...builders];
  const end = () => {
    ending = true;
    clearTimeout(timer);
    server?.kill('SIGTERM');
    for (const builder of running) builder.kill('SIGTERM');
    setTimeout(() => process.exit(0), 3_000).unref();
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, end);
  await Promise.all(running.map((builder) => new Promise((resolve) => builder.on('close', resolve))));
  end();
  return 0;
});
