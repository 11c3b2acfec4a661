import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts process time in ticks of 10 ms (USER_HZ, fixed at 100 for /proc). */
const TICKS_PER_SECOND = 100;

/** Seconds of CPU that processes have used so far, all their threads included; children are not. Needs Linux' /proc. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    return sum + secondsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  }, 0);
}

/** The same of those threads of a process whose names begin so; Linux keeps 15 letters of a name. */
export function threadCpuSeconds(pid: number, name: string): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    try {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
      return stat.slice(stat.indexOf('(') + 1).startsWith(name) ? sum + secondsOf(stat) : sum;
    } catch {
      // It ended meanwhile.
      return sum;
    }
  }, 0);
}

/** The name stands in parentheses and may hold anything; utime and stime are fields 14 and 15 of the whole. */
function secondsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
