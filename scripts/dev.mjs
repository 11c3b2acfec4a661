/** `npm run dev`: the server rebuilt and restarted as its sources (or the analyzer's) change, and the web app with hot reload. */
import { spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareServer } from './prepare.mjs';
import { serverEntry } from './prepare/builds.mjs';
import { inItsPlace } from './prepare/child.mjs';
import { endingSignals, envWith, root } from './prepare/run.mjs';
import { runScript, say } from './prepare/say.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** Changes come in bursts: one build writes many files. */
const burstMs = 300;

await runScript(async () => {
  const { node, worker } = await prepareServer();
  // Node 18 cannot watch folders on Linux.
  if (Number(process.versions.node.split('.')[0]) < 24)
    return inItsPlace(node, [fileURLToPath(import.meta.url)], { cwd: root, env: envWith(node) });

  const env = envWith(node, { MEDIASOUP_WORKER_BIN: worker });
  const start = (/** @type {string[]} */ args) => spawn(node, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const builders = [
    start(['node_modules/@nestjs/cli/bin/nest.js', 'build', 'server', '--watch']),
    start(['node_modules/vite/bin/vite.js', 'apps/web']),
  ];
  const server = restarting(() => start(['--enable-source-maps', serverEntry]));

  const watchers = [
    // The build clears the server's folder first, so the one above it is watched. Its first run starts the server.
    watch(join(root, 'dist'), { recursive: true }, (_event, name) => {
      if (name?.startsWith('server') && existsSync(serverEntry)) server.restart();
    }),
    ...['apps/analyzer/src', 'libs'].map((folder) => watch(join(root, folder), { recursive: true }, server.restart)),
  ];

  // The terminal's Ctrl+C reaches the builders too; whichever way they end, the server follows.
  for (const signal of endingSignals) process.on(signal, () => builders.forEach((builder) => builder.kill('SIGTERM')));
  await Promise.race(builders.map(closed));
  for (const builder of builders) builder.kill('SIGTERM');
  for (const watcher of watchers) watcher.close();
  await server.end();
  return 0;
});

/** @param {ChildProcess} child */
function closed(child) {
  return child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((resolve) => child.once('close', resolve));
}

/**
 * A process that is ended and started again, once a burst of changes is over.
 * @param {() => ChildProcess} start
 */
function restarting(start) {
  /** @type {ChildProcess | undefined} */
  let child;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** Each restart waits for the one before. */
  let turn = Promise.resolve();

  const stop = async () => {
    child?.kill('SIGTERM');
    if (child !== undefined) await closed(child);
  };
  return {
    restart() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        turn = turn.then(stop).then(() => {
          say('Starting the server …');
          child = start();
        });
      }, burstMs);
    },
    async end() {
      clearTimeout(timer);
      await turn;
      await stop();
    },
  };
}
