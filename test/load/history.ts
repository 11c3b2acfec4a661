import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

const ROOT = path.join(import.meta.dirname, '../..');
const FILE = path.join(ROOT, 'bench/history.jsonl');
const PACKAGES = ['mediasoup', '@roamhq/wrtc', 'onnxruntime-node', 'node-av', 'socket.io'];

/** What the figures depend on besides the code. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  /** Whatever else runs on the machine is measured too, so it is told. */
  loadAverageBefore: number;
}

export const machine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${release()}`,
  node: process.version,
  loadAverageBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10,
});

const run = z.object({
  at: z.iso.datetime(),
  bench: z.string(),
  arguments: z.array(z.string()),
  commit: z.string(),
  machine: z.looseObject({ cpu: z.string(), cores: z.number() }),
  versions: z.record(z.string(), z.string()),
  answer: z.looseObject({ results: z.array(z.looseObject({})).default([]) }),
});
/** One line of the history: a run of a benchmark, where, of what, and what it printed. */
export type Run = z.infer<typeof run>;

/** Adds a run to `bench/history.jsonl`. */
export function keep(bench: string, args: readonly string[], where: Machine, answer: Run['answer']): void {
  const versions = Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)]));
  const entry = {
    at: new Date().toISOString(),
    bench,
    arguments: [...args],
    commit: commit(),
    machine: { ...where },
    versions,
    answer,
  } satisfies Run;
  mkdirSync(path.dirname(FILE), { recursive: true });
  appendFileSync(FILE, `${JSON.stringify(entry)}\n`);
}

/** The last run kept of a benchmark; null where none was. Throws an Error that says which line is damaged. */
export function latest(bench: string): Run | null {
  const lines = readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const runs = lines.map((line, index) => {
    const parsed = run.safeParse(JSON.parse(line));
    if (!parsed.success) throw new Error(`Line ${index + 1} of bench/history.jsonl is damaged. Restore the file from the repository.`);
    return parsed.data;
  });
  return runs.findLast((entry) => entry.bench === bench) ?? null;
}

function versionOf(name: string): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8')))
    .version;
}

/** With `+` where the working tree has changes that the commit does not. */
function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
}
