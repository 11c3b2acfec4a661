import { readdirSync, readFileSync } from 'node:fs';

/** A process as /proc shows it. */
export interface SeenProcess {
  pid: number;
  command: string;
  environment: string;
  /** `NoNewPrivs` and its like, by name. */
  status: Record<string, string>;
}

/** All descendants of a process that run now. Linux only. */
export function descendantsOf(pid: number): SeenProcess[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => seen(Number(name)) ?? []);
  const found: SeenProcess[] = [];
  for (let parents = [pid]; parents.length > 0; ) {
    const children = all.filter((one) => parents.includes(Number(one.status['PPid'])));
    found.push(...children);
    parents = children.map((one) => one.pid);
  }
  return found;
}

/** Null where it has ended meanwhile. */
function seen(pid: number): SeenProcess | null {
  const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
  try {
    const status = read('status')
      .split('\n')
      .map((line) => line.split(':\t'));
    return {
      pid,
      command: read('cmdline').replaceAll('\0', ' '),
      environment: read('environ'),
      status: Object.fromEntries(status.map(([name = '', value = '']) => [name, value])),
    };
  } catch {
    return null;
  }
}
