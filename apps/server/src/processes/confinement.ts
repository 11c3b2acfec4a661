import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { sep } from 'node:path';
import { childEnvironment } from './child-environment.ts';

/** What a program needs of the machine. What it does not need is closed where the system offers it. */
export interface Needs {
  /** Recorded videos need no network; a live call's media come over it. */
  network: boolean;
  /** The folder of sealed files, or none. */
  files: string | null;
  /** Megabytes of memory, and as many of it as Node's own objects may take. More is asked for on machines of many cores, for their threads. */
  memoryMb: number;
  heapMb: number;
}

export interface Confinement {
  /** The command that the program's own goes behind; empty: nothing is there to confine it with. */
  command: string[];
  /** What could not be closed, each completing "can still". */
  open: string[];
}

const PER_CORE_MB = 64;
const PROBE_WITHIN_MS = 20_000;

/**
 * In namespaces of its own: puts an empty folder over each folder that is hidden and nothing over each file, puts the sealed files back where they were, and goes on as the
 * program. Descriptor 3 is its IPC channel. Arguments: the sealed files' folder or nothing, what is hidden, `--`, the program.
 */
const HIDE = `set -e
files=$1; shift
[ -z "$files" ] || exec 9<"$files"
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mount -t tmpfs -o mode=0700,size=64k attune "$1"; elif [ -e "$1" ]; then mount --bind /dev/null "$1"; fi
  shift
done
shift
if [ -n "$files" ]; then mkdir -p "$files"; mount -c --bind /proc/self/fd/9 "$files"; exec 9<&-; fi
exec "$@"`;

/** Run confined before anything else is: what the program is going to read and write must be in reach. */
const PROBE = `const { accessSync, constants: { R_OK, W_OK, X_OK } } = require('node:fs');
const [files, ...read] = process.argv.slice(1);
for (const path of read) accessSync(path, R_OK);
if (files) accessSync(files, R_OK | W_OK | X_OK);`;

/**
 * The closest confinement that this system offers and that leaves the program what it needs, found by trying: namespaces without the
 * server's files and, where it needs none, without a network; no new privileges; a memory limit; no core dumps, which would hold pictures.
 * @param read what the program reads besides the sealed files, itself among it
 * @param hidden folders and files that the program has no business in; all but the sealed files in them are out of its sight.
 */
export function confine(read: readonly string[], { network, files, memoryMb }: Needs, hidden: readonly string[]): Confinement {
  // Elsewhere than in what is hidden, files are in reach as they are.
  const shown = files !== null && hidden.some((folder) => files.startsWith(`${folder}${sep}`)) ? files : '';
  const there = read.filter((path) => existsSync(path));
  const works = (command: string[]) => tried([...command, process.execPath, '-e', PROBE, shown, ...there]);
  const limits = [['prlimit', '--core=0', `--data=${(memoryMb + PER_CORE_MB * availableParallelism()) * 1024 * 1024}`, '--'], []].find(
    works,
  );
  if (limits === undefined || process.platform !== 'linux')
    return { command: [], open: openOf({ namespaces: false, network, privileges: false, memory: false }) };

  const memory = limits.length > 0;
  // A new user namespace asks for no rights; a server with root's rights can do without one.
  for (const user of [['--map-root-user'], []]) {
    const apart = ['unshare', ...user, '--mount', ...(network ? [] : ['--net']), 'sh', '-c', HIDE, 'attune', shown, ...hidden, '--'];
    const command = [...apart, 'setpriv', '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all', ...limits];
    if (works(command)) return { command, open: openOf({ namespaces: true, network, privileges: true, memory }) };
  }
  const alone = [['setpriv', '--no-new-privs', ...limits], limits].find(works) ?? [];
  return { command: alone, open: openOf({ namespaces: false, network, privileges: alone[0] === 'setpriv', memory }) };
}

function openOf({
  namespaces,
  network,
  privileges,
  memory,
}: {
  namespaces: boolean;
  network: boolean;
  privileges: boolean;
  memory: boolean;
}): string[] {
  return [
    ...(namespaces ? [] : ["read the server's files"]),
    ...(namespaces || network ? [] : ['reach the network']),
    ...(privileges ? [] : ['gain privileges']),
    ...(memory ? [] : ['take all memory']),
  ];
}

function tried([command = '', ...args]: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', env: childEnvironment(), timeout: PROBE_WITHIN_MS }).status === 0;
}
