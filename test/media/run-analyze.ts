import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { analyzeReport, type AnalyzeReport } from '#contracts/analyze-report';

const CLI = path.join(import.meta.dirname, '../../apps/analyzer/src/analyze.ts');

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  environment?: NodeJS.ProcessEnv;
  /** A file that is its standard input. */
  stdin?: string;
  /** Called with everything said so far, each time there is more; may end the process. */
  onStderr?: (said: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** The command as it ships, in a process of its own. */
export function runAnalyze(args: readonly string[], { environment = {}, stdin, onStderr }: RunOptions = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const input = stdin === undefined ? null : openSync(stdin, 'r');
    const child = spawn(process.execPath, [CLI, ...args], {
      env: { ...process.env, ATTUNE_DEVICE: 'cpu', ...environment },
      stdio: [input ?? 'ignore', 'pipe', 'pipe'],
    });
    if (input !== null) closeSync(input);
    let [stdout, stderr] = ['', ''];
    child.stdout!.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      onStderr?.(stderr, (signal) => child.kill(signal));
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** What it printed with `--json`. Throws where it is not that object and nothing else. */
export const reportOf = ({ stdout }: Ran): AnalyzeReport => analyzeReport.parse(JSON.parse(stdout));
