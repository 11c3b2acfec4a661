import { setTimeout as sleep } from 'node:timers/promises';
import type { EmotionSample } from '#contracts/emotion';
import { percentile } from '../live/percentile.ts';
import { Pair } from './pair.ts';
import { FaultSite } from './site.ts';

/** Nobody waits longer than this for a call to come back; what is not back by then is not. */
const GIVE_UP_MS = 90_000;
/** Between two faults. */
const CALM_MS = 4_000;
/** What was inferred so long before a fault is stored by then. */
const STORED_WITHIN_MS = 1_000;
/** Further apart, samples leave a gap that a review shows. */
const GAP_MS = 1_500;

export interface FaultOptions {
  /** How often the analyzer is killed. */
  kills: number;
  /** How long PostgreSQL and Redis are both away. */
  awaySeconds: number;
  say: (line: string) => void;
}

export interface FaultResult {
  name: string;
  times: number;
  /** From the fault until the last standstill of a picture that lasted a second was over; 0 where there was none. */
  callBackMs: { p50: number | null; p95: number | null };
  /** The longest of those standstills. */
  longestStillMs: number;
  /** From the fault until the clinician has estimates again; 0 where they never stopped. */
  estimatesBackMs: { p50: number | null; p95: number | null };
  /** Estimates that the clinician was shown a second and more before the fault and that are not on the timeline afterwards. */
  acknowledgedLost: number;
  /** Whether the timeline shows no estimate of the time in which none was made. */
  gapShown: boolean;
  consentKept: boolean;
  muteKept: boolean;
}

interface Fault {
  name: string;
  times: number;
  /** Resolves when whatever was broken is whole again, as far as the site and not Attune sees to it. */
  strike(site: FaultSite, callId: string): Promise<void>;
}

const faults = ({ kills, awaySeconds }: FaultOptions): Fault[] => [
  {
    name: 'analyzer killed',
    times: kills,
    strike: async (site, callId) => site.killOf(await site.holder(callId), 'apps/analyzer/src/main.ts'),
  },
  { name: 'media worker killed', times: 3, strike: async (site, callId) => site.killOf(await site.holder(callId), 'mediasoup-worker') },
  { name: 'redis away 30 s', times: 1, strike: ({ redis }) => away([redis], 30) },
  { name: 'postgres away 30 s', times: 1, strike: ({ postgres }) => away([postgres], 30) },
  { name: `both away ${awaySeconds} s`, times: 1, strike: ({ postgres, redis }) => away([postgres, redis], awaySeconds) },
  {
    name: 'one server of two killed',
    times: 3,
    strike: async (site, callId) => {
      const node = await site.holder(callId);
      await node.end('SIGKILL');
      await node.start();
    },
  },
  {
    name: 'server asleep 20 s',
    times: 1,
    strike: async (site, callId) => {
      const node = await site.holder(callId);
      node.signal('SIGSTOP');
      await sleep(20_000);
      node.signal('SIGCONT');
    },
  },
  {
    name: 'all servers killed',
    times: 1,
    strike: async ({ nodes }) => {
      await Promise.all(nodes.map((node) => node.end('SIGKILL')));
      await Promise.all(nodes.map((node) => node.start()));
    },
  },
];

async function away(parts: { stop(): Promise<void>; start(): Promise<void> }[], seconds: number): Promise<void> {
  await Promise.all(parts.map((part) => part.stop()));
  await sleep(seconds * 1_000);
  await Promise.all(parts.map((part) => part.start()));
}

/** What two people in a call and its timeline go through when something fails. */
export async function measureFaults(options: FaultOptions): Promise<FaultResult[]> {
  const site = await FaultSite.start();
  try {
    const pair = await Pair.join(site.entrance.url, site.nodes[0]!.setupCode());
    try {
      const results: FaultResult[] = [];
      for (const fault of faults(options)) {
        const result = await measure(fault, site, pair, options.say);
        options.say(JSON.stringify(result));
        results.push(result);
      }
      return results;
    } finally {
      await pair.close();
    }
  } finally {
    await site.close();
  }
}

async function measure(fault: Fault, site: FaultSite, pair: Pair, say: (line: string) => void): Promise<FaultResult> {
  const { name, times } = fault;
  const [call, estimates]: [number[], number[]] = [[], []];
  let longestStillMs = 0;
  let [acknowledgedLost, gapShown, consentKept, muteKept] = [0, true, true, true];
  for (let time = 0; time < times; time++) {
    const calmMs = Date.now();
    await sleep(CALM_MS);
    const struckMs = Date.now();
    await fault.strike(site, pair.callId);
    const isBack = await untilBack(pair);
    if (!isBack) say(`${name}: the call was not back after ${GIVE_UP_MS / 1_000} s.`);
    const endedMs = Date.now();
    const still = await pair.gapsSince(struckMs);
    call.push(isBack ? latest(still, struckMs) : GIVE_UP_MS);
    longestStillMs = Math.max(longestStillMs, ...still.map(({ fromMs, untilMs }) => untilMs - fromMs));
    estimates.push(isBack ? estimatesBack(pair, struckMs) : GIVE_UP_MS);
    const stored = await storedSamples(pair);
    acknowledgedLost += shownBetween(pair, calmMs, struckMs - STORED_WITHIN_MS).filter((sample) => !stored.has(keyOf(sample))).length;
    gapShown &&= showsGaps(pair, stored, struckMs, endedMs);
    consentKept &&= pair.hasConsent();
    muteKept &&= pair.isMuted();
  }
  return {
    name,
    times,
    callBackMs: summary(call),
    longestStillMs,
    estimatesBackMs: summary(estimates),
    acknowledgedLost,
    gapShown,
    consentKept,
    muteKept,
  };
}

/** Both see each other, and estimates come, for a moment at least. */
async function untilBack(pair: Pair): Promise<boolean> {
  const deadline = Date.now() + GIVE_UP_MS;
  for (let wellSince: number | null = null; Date.now() < deadline; await sleep(200)) {
    const now = Date.now();
    const isWell = now - (await pair.lastPictureMs()) < 800 && now - pair.lastSampleMs() < 800;
    wellSince = isWell ? (wellSince ?? now) : null;
    if (wellSince !== null && now - wellSince > 2_000) return true;
  }
  return false;
}

const latest = (gaps: { untilMs: number }[], struckMs: number) => Math.max(0, ...gaps.map(({ untilMs }) => untilMs - struckMs));

/** When the last standstill of estimates after the fault was over. */
function estimatesBack(pair: Pair, struckMs: number): number {
  const times = pair.traffic.samples().flatMap(({ sample, at }) => (sample.state === 'paused' || at < struckMs - GAP_MS ? [] : [at]));
  const gaps = times.slice(1).flatMap((at, index) => (at - times[index]! > GAP_MS && at > struckMs ? [{ untilMs: at }] : []));
  return latest(gaps, struckMs);
}

async function storedSamples(pair: Pair): Promise<Map<number, EmotionSample>> {
  const { timeline } = await pair.timeline();
  return new Map(timeline.participants.flatMap(({ samples }) => samples.map((sample) => [keyOf(sample), sample] as const)));
}

/** Times are stored in tenths of a millisecond. */
const keyOf = ({ atMs }: EmotionSample) => Math.round(atMs * 10);

/** What an earlier fault cost is that one's. */
const shownBetween = (pair: Pair, fromMs: number, untilMs: number): EmotionSample[] =>
  pair.traffic.samples().flatMap(({ sample, at }) => (at > fromMs && at <= untilMs && sample.state !== 'paused' ? [sample] : []));

/** Whatever the timeline has of the time from the fault on, the clinician was shown as well: nothing was made up to fill it. */
function showsGaps(pair: Pair, stored: Map<number, EmotionSample>, struckMs: number, endedMs: number): boolean {
  const shown = pair.traffic.samples();
  const at = (ms: number) => shown.find((one) => one.at >= ms)?.sample.atMs ?? Infinity;
  const [from, until] = [at(struckMs), at(endedMs)];
  const known = new Set(shown.map(({ sample }) => keyOf(sample)));
  return [...stored.values()].every(
    (sample) => sample.atMs < from || sample.atMs > until || sample.state === 'paused' || known.has(keyOf(sample)),
  );
}

function summary(values: number[]): { p50: number | null; p95: number | null } {
  return { p50: percentile(values, 0.5), p95: percentile(values, 0.95) };
}
