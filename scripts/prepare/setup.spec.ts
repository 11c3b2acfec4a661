import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDebian } from './apt.mjs';
import { findBrowser } from './chromium.mjs';
import { root } from './run.mjs';
import { browserPackages, workerPackages } from './system-packages.mjs';

/** What this machine lacks once nothing is installed: a browser is looked for by its program. */
const all = [...workerPackages.packages, ...(isDebian() && findBrowser() === undefined ? browserPackages.packages : [])];
let bin: string;
let log: string;

// A system on which nothing is installed, and where installing only writes down what would be done.
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'attune-setup-'));
  log = join(bin, 'log');
  const program = (name: string, text: string) => writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  program('dpkg-query', 'exit 1');
  program('apt-get', `echo "$@" >> '${log}'`);
  program('sudo', '"$@"');
});
afterEach(() => rmSync(bin, { recursive: true }));

function run(args: string[], more: NodeJS.ProcessEnv = {}): { code: number | null; said: string; done: string[] } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: `${bin}:/usr/bin:/bin`, ...more },
  });
  return { code: status, said: `${stdout}${stderr}`, done: existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [] };
}

const setup = (args: string[], more?: NodeJS.ProcessEnv) => run(['scripts/setup.mjs', ...args], more);
/** What `npm start` does where the worker has to be compiled. */
const start = (more?: NodeJS.ProcessEnv) =>
  run(
    [
      '--input-type=module',
      '--eval',
      `import { needPackages } from './scripts/prepare/apt.mjs'; import { runScript } from './scripts/prepare/say.mjs'; import { workerPackages } from './scripts/prepare/system-packages.mjs';
       await runScript(async () => { await needPackages(workerPackages); return 0; });`,
    ],
    more,
  );

describe.runIf(existsSync('/usr/bin/apt-get'))('packages of the system', () => {
  it('are installed by the command for it: those of the list, after saying so, and no others', () => {
    const { code, said, done } = setup(['--yes']);
    expect(code).toBe(0);
    expect(done).toEqual(['update', `install -y --no-install-recommends ${all.join(' ')}`]);
    expect(said).toContain(`missing ${workerPackages.packages.join(', ')}`);
  });

  it('are only named without --yes', () => {
    const { code, said, done } = setup([]);
    expect([code, done]).toEqual([0, []]);
    expect(said).toContain('npm run setup -- --yes');
  });

  it('are never installed where real patients are served', () => {
    for (const { code, said, done } of [setup(['--yes'], { NODE_ENV: 'production' }), start({ NODE_ENV: 'production' })]) {
      expect([code, done]).toEqual([1, []]);
      expect(said).toMatch(/production|Nothing was installed/);
    }
  });

  it('are installed by a start only for root on Debian, with all names printed; elsewhere it says the one command', () => {
    const { code, said, done } = start();
    expect(said).toContain(workerPackages.packages.join(', '));
    const isFreshDebian = process.getuid?.() === 0 && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
    if (isFreshDebian) {
      expect(code).toBe(0);
      expect(done).toEqual(['update', `install -y --no-install-recommends ${workerPackages.packages.join(' ')}`]);
    } else {
      expect([code, done]).toEqual([1, []]);
      expect(said).toContain('npm run setup -- --yes');
    }
  });
});
