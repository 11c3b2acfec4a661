// Loaded into the server by `--import`: tells by a file how long its main thread was held up. A line each time: when (ms of the wall clock), for
// how long nothing else could run, and how much processor time the thread took meanwhile; the difference is time that other programs had.
import { appendFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';

const file = process.env['ATTUNE_BENCH_STALLS'];
const EVERY_MS = 5;
/** Timers are late by a few milliseconds on any machine. */
const TOLD_FROM_MS = 3;

if (file !== undefined && threadId === 0 && process.argv[1]?.endsWith('main.js')) {
  let last = performance.now();
  let usage = process.threadCpuUsage();
  setInterval(() => {
    const now = performance.now();
    const { user, system } = process.threadCpuUsage(usage);
    const stallMs = now - last - EVERY_MS;
    if (stallMs > TOLD_FROM_MS) appendFileSync(file, `${Date.now()} ${stallMs.toFixed(1)} ${((user + system) / 1_000).toFixed(1)}\n`);
    last = performance.now();
    usage = process.threadCpuUsage();
  }, EVERY_MS).unref();
}
