import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { closeCalls, openCalls } from './live/load.ts';
import { LoadSite } from './live/load-site.ts';
import { slope } from './live/memory.ts';

const LOOK_EVERY_MS = 5_000;
const TOKEN = 'a-token-for-the-bench';
/** A process that has just started still grows: this share of the time is not looked at. */
const WARM_UP = 0.25;
/** A heap goes up and down; what it comes down to in a time of this length is what is kept. */
const FLOOR_MS = 60_000;
/** Beyond these, what a day of calls would add is worth a look. */
const MOST = { heapMbPerHour: 20, rssMbPerHour: 60, handlesPerHour: 12 };
/** Tables that a call that goes on adds rows to. The others must stay as they are. */
const GROWING = ['sample_chunks', 'turns'];

export interface SoakAnswer {
  calls: number;
  minutes: number;
  /** Of the server's process, by what garbage collection leaves. */
  heap: Trend;
  /** Resident memory, MB, of each of Attune's processes. */
  rss: Record<string, Trend>;
  /** Open file descriptors, sockets among them. */
  handles: Record<string, Trend>;
  /** Rows of each table that grew. */
  rows: Record<string, { start: number; end: number; perCallPerMinute: number }>;
  /** What is not as it should be; empty: nothing grows that should not. */
  findings: string[];
  verdict: 'flat' | 'grows';
}

interface Trend {
  start: number;
  end: number;
  perHour: number;
}

interface Look {
  atMs: number;
  heapMb: number;
  rssMb: Record<string, number>;
  handles: Record<string, number>;
}

/** Whether a server in use for long keeps what it should have let go. On PostgreSQL and Redis. Needs Linux' /proc. */
export async function measureSoak(options: { minutes: number; calls: number; say: (line: string) => void }): Promise<SoakAnswer> {
  const { minutes, calls, say } = options;
  const site = await LoadSite.start(1, { ATTUNE_METRICS_TOKEN: TOKEN });
  const measured = await openCalls(site, calls, []);
  try {
    const warmUpMs = minutes * 60_000 * WARM_UP;
    say(`${calls} calls: warming up for ${Math.round(warmUpMs / 1_000)} s of ${minutes} min...`);
    await sleep(warmUpMs);
    const [looks, rowsBefore] = [[] as Look[], await rowsOf(site)];
    for (const until = performance.now() + minutes * 60_000 - warmUpMs; performance.now() < until; await sleep(LOOK_EVERY_MS))
      looks.push(await look(site));
    const answer = summary(looks, rowsBefore, await rowsOf(site), { ...options });
    if (measured.some(({ dropped }) => dropped)) answer.findings.push('A call was interrupted.');
    return { ...answer, verdict: answer.findings.length === 0 ? 'flat' : 'grows' };
  } finally {
    await closeCalls(measured, site);
  }
}

async function look(site: LoadSite): Promise<Look> {
  const { sfu, analyzer, server } = await site.pids();
  const parts = { server: server[0], analyzer: analyzer[0], sfu: sfu[0] };
  const each = (of: (pid: number) => number) =>
    Object.fromEntries(Object.entries(parts).flatMap(([part, pid]) => (pid === undefined ? [] : [[part, of(pid)] as const])));
  const metrics = await (await fetch(`${site.url(0)}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).text();
  const heap = /^nodejs_heap_size_used_bytes (\S+)$/m.exec(metrics)?.[1];
  if (heap === undefined) throw new Error('The metrics have no nodejs_heap_size_used_bytes.');
  return { atMs: performance.now(), heapMb: Number(heap) / 2 ** 20, rssMb: each(residentMb), handles: each(handlesOf) };
}

function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}

const handlesOf = (pid: number) => readdirSync(`/proc/${pid}/fd`).length;

async function rowsOf({ postgres }: LoadSite): Promise<Map<string, number>> {
  const client = new pg.Client({ connectionString: postgres!.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>("select relname as name from pg_stat_user_tables where schemaname = 'public'");
    const counts = new Map<string, number>();
    for (const { name } of rows)
      counts.set(name, Number((await client.query<{ count: string }>(`select count(*) from "${name}"`)).rows[0]!.count));
    return counts;
  } finally {
    await client.end();
  }
}

function summary(
  looks: Look[],
  before: Map<string, number>,
  after: Map<string, number>,
  { minutes, calls }: { minutes: number; calls: number },
): Omit<SoakAnswer, 'verdict'> {
  const parts = Object.keys(looks[0]!.rssMb);
  const of = (value: (one: Look) => number) => trend(looks.map((one) => ({ atMs: one.atMs, value: value(one) })));
  const each = (value: (one: Look, part: string) => number) =>
    Object.fromEntries(parts.map((part) => [part, of((one) => value(one, part))]));
  const heap = trend(floors(looks.map(({ atMs, heapMb }) => ({ atMs, value: heapMb }))));
  const [rss, handles] = [each((one, part) => one.rssMb[part]!), each((one, part) => one.handles[part]!)];
  const measuredMinutes = minutes * (1 - WARM_UP);
  const rows = Object.fromEntries(
    [...after].flatMap(([name, end]) => {
      const start = before.get(name) ?? 0;
      return end === start ? [] : [[name, { start, end, perCallPerMinute: round((end - start) / measuredMinutes / calls) }]];
    }),
  );
  const findings = [
    ...(heap.perHour > MOST.heapMbPerHour ? [`The server's heap grows by ${heap.perHour} MB an hour.`] : []),
    ...beyond(rss, MOST.rssMbPerHour, 'resident memory', 'MB'),
    ...beyond(handles, MOST.handlesPerHour, 'open files', ''),
    ...Object.keys(rows).flatMap((name) => (GROWING.includes(name) ? [] : [`The table ${name} grows.`])),
  ];
  return { calls, minutes, heap, rss, handles, rows, findings };
}

const beyond = (of: Record<string, Trend>, most: number, what: string, unit: string) =>
  Object.entries(of).flatMap(([part, { perHour }]) => (perHour > most ? [`${part}: ${what} grow by ${perHour} ${unit} an hour.`] : []));

interface Point {
  atMs: number;
  value: number;
}

/** The least of each minute. */
function floors(points: Point[]): Point[] {
  const least = new Map<number, Point>();
  for (const point of points) {
    const minute = Math.floor((point.atMs - points[0]!.atMs) / FLOOR_MS);
    if (point.value < (least.get(minute)?.value ?? Infinity)) least.set(minute, point);
  }
  return [...least.values()];
}

const trend = (points: Point[]): Trend => ({
  start: round(points[0]!.value),
  end: round(points.at(-1)!.value),
  perHour: round(slope(points.map(({ atMs, value }) => ({ hours: atMs / 3_600_000, mb: value })))),
});

const round = (value: number) => Math.round(value * 10) / 10;
