import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './attune.ts';

const ROOT = join(import.meta.dirname, '../../..');
export const ALERTS = join(ROOT, 'deploy/prometheus/alerts.yml');

/** Whether a program of the system is there. Says so, loudly, where it is not: what it would have checked is not checked. */
export function has(program: string, debianPackage: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write(`\n*** NOT CHECKED: ${program} is not installed (apt-get install ${debianPackage}). ***\n\n`);
    return false;
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

interface Answer {
  data: { result: { metric: Record<string, string>; value: [number, string] }[] };
}

/** A real Prometheus that reads one Attune every second, with the alerts of `deploy/`. */
export class Prometheus {
  readonly #process: ChildProcess;
  readonly #url: string;
  readonly #folder: string;

  private constructor(child: ChildProcess, url: string, folder: string) {
    this.#process = child;
    this.#url = url;
    this.#folder = folder;
  }

  static async start(target: string, token: string): Promise<Prometheus> {
    const folder = mkdtempSync(join(tmpdir(), 'attune-prometheus-'));
    const port = await freePort();
    writeFileSync(join(folder, 'token'), token);
    writeFileSync(
      join(folder, 'prometheus.yml'),
      JSON.stringify({
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: [ALERTS],
        scrape_configs: [
          {
            job_name: 'attune',
            authorization: { credentials_file: join(folder, 'token') },
            static_configs: [{ targets: [target] }],
          },
        ],
      }),
    );
    const child = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    const prometheus = new Prometheus(child, `http://127.0.0.1:${port}`, folder);
    await eventually(async () => (await prometheus.#get('/-/ready'))?.ok, 'Prometheus', 60_000, 200);
    return prometheus;
  }

  /** The values that an expression has now. Throws what Prometheus says of one that it cannot read. */
  async query(expression: string): Promise<{ metric: Record<string, string>; value: number }[]> {
    const response = await this.#get(`/api/v1/query?query=${encodeURIComponent(expression)}`);
    const text = (await response?.text()) ?? 'It does not answer.';
    if (response?.ok !== true) throw new Error(`${expression}: ${text}`);
    return (JSON.parse(text) as Answer).data.result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #get(path: string): Promise<Response | undefined> {
    return fetch(this.#url + path).catch(() => undefined);
  }
}

/** Every query of the dashboard, as Grafana would send it for all nodes. */
export function dashboardQueries(): { panel: string; expression: string }[] {
  const { panels } = JSON.parse(readFileSync(join(ROOT, 'deploy/grafana/attune.json'), 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  };
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({
      panel: title,
      expression: expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*'),
    })),
  );
}
