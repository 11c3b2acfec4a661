import { readFileSync } from 'node:fs';

const EVERY_MS = 500;

export interface MemoryTrend {
  /** Resident, in MB, at the beginning and at the end. */
  startMb: number;
  endMb: number;
  /** By least squares over the whole time. Memory that stays flat has a slope near zero once the process has warmed up. */
  slopeMbPerHour: number;
}

/** Watches a process' resident memory until it is stopped. Needs Linux' /proc. */
export function watchMemory(pid: number): () => MemoryTrend {
  const began = performance.now();
  const points: { hours: number; mb: number }[] = [];
  const look = () => {
    const mb = residentMb(pid);
    if (mb !== null) points.push({ hours: (performance.now() - began) / 3_600_000, mb });
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    look();
    return { startMb: Math.round(points[0]!.mb), endMb: Math.round(points.at(-1)!.mb), slopeMbPerHour: Math.round(slope(points)) };
  };
}

/** Null for a process that has ended, which its watcher has to notice by other means. */
function residentMb(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1_024;
  } catch {
    return null;
  }
}

/** Of `mb` over `hours`, by least squares. */
export function slope(points: readonly { hours: number; mb: number }[]): number {
  const mean = (of: (point: { hours: number; mb: number }) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [hours, mb] = [mean((point) => point.hours), mean((point) => point.mb)];
  const spread = points.reduce((sum, point) => sum + (point.hours - hours) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, point) => sum + (point.hours - hours) * (point.mb - mb), 0) / spread;
}
