import { readFileSync } from 'node:fs';

/** Linux counts process time in ticks of 10 ms (USER_HZ, fixed at 100 for /proc). */
const TICKS_PER_SECOND = 100;

/** Seconds of CPU that processes have used so far, all their threads included; children are not. Needs Linux' /proc. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses and may hold anything; utime and stime are fields 14 and 15 of the whole.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }, 0);
}
