import { setTimeout as sleep } from 'node:timers/promises';
import type { EmotionSample } from '#contracts/emotion';
import { percentile } from '../live/percentile.ts';
import { type Fault, type FaultOptions, faults } from './fault-list.ts';
import { Pair } from './pair.ts';
import { FaultSite } from './site.ts';
import type { Gap } from './watch.ts';

/** Nobody waits longer than this for a call to come back; what is not back by then is not. */
const GIVE_UP_MS = 90_000;
/** Between two faults. */
const CALM_MS = 4_000;
/** A standstill that begins later than this after the fault, or after it was mended, is one of its own, and counts for as long as it lasts. */
const CAUSED_WITHIN_MS = 15_000;
/** What was shown so long before a fault is acknowledged: it is stored by then (docs/operations.md). */
const STORED_WITHIN_MS = 1_000;
/** A page whose timer is that late had no processor time. */
const STARVED_MS = 500;
/** Further apart, samples leave a gap that a review shows. */
const GAP_MS = 1_500;

export interface FaultResult {
  name: string;
  times: number;
  /** From the fault, or from when a network that was cut is there again, until a standstill of either picture of a second or more was over; 0 where there was none. */
  callBackMs: { p50: number | null; p95: number | null };
  /** The longest of those standstills. */
  longestStillMs: number;
  /** Standstills in which the page itself had no processor time for half a second and more, which the machine and not Attune owes it. */
  starvedStills: number;
  /** From the fault until the clinician has estimates again; 0 where they never stopped. */
  estimatesBackMs: { p50: number | null; p95: number | null };
  /** Acknowledged estimates that are not on the timeline afterwards: all that the clinician was shown, but for the last second of a server that went. */
  acknowledgedLost: number;
  /** Estimates that were shown within that second, and are not on the timeline; the clinician's page drops them as well. */
  shownOnly: number;
  /** Whether the timeline shows no estimate of the time in which none was made. */
  gapShown: boolean;
  consentKept: boolean;
  /** The clinician is told that the patient is muted and hears nothing, and the patient hears the clinician. */
  muteKept: boolean;
}

/** What two people in a call and its timeline go through when something fails. */
export async function measureFaults(options: FaultOptions): Promise<{ faults: FaultResult[]; notTried: { name: string; why: string }[] }> {
  const notTried: { name: string; why: string }[] = [];
  const site = await FaultSite.start();
  try {
    const pair = await Pair.join(site.entrance.url, site.nodes[0]!.setupCode(), site.network);
    try {
      const results: FaultResult[] = [];
      for (const fault of faults(options)) {
        const { name, obstacle = null } = fault;
        if (obstacle !== null) {
          options.say(`SKIPPED: "${name}" was not tried: ${obstacle}.`);
          notTried.push({ name, why: obstacle });
          continue;
        }
        const result = await measure(fault, site, pair, options.say);
        options.say(JSON.stringify(result));
        results.push(result);
      }
      return { faults: results, notTried };
    } finally {
      await pair.close();
    }
  } finally {
    await site.close();
  }
}

async function measure(fault: Fault, site: FaultSite, pair: Pair, say: (line: string) => void): Promise<FaultResult> {
  const { name, times, takesServer = false } = fault;
  const [call, estimates]: [number[], number[]] = [[], []];
  let [longestStillMs, starvedStills, shownOnly] = [0, 0, 0];
  let [acknowledgedLost, gapShown, consentKept, muteKept] = [0, true, true, true];
  for (let time = 0; time < times; time++) {
    const calmMs = Date.now();
    await sleep(CALM_MS);
    const struckMs = Date.now();
    const countedFromMs = (await fault.strike(site, pair.callId)) ?? struckMs;
    const mendedMs = Date.now();
    const isBack = await untilBack(pair);
    if (!isBack) say(`${name}: the call was not back after ${GIVE_UP_MS / 1_000} s.`);
    const endedMs = Date.now();
    const still = await pair.gapsSince(struckMs);
    call.push(isBack ? back(still, [struckMs, mendedMs], countedFromMs) : GIVE_UP_MS);
    longestStillMs = Math.max(longestStillMs, ...still.map(({ fromMs, untilMs }) => untilMs - fromMs));
    starvedStills += still.filter(({ lateMs }) => lateMs > STARVED_MS).length;
    estimates.push(isBack ? estimatesBack(pair, struckMs, countedFromMs) : GIVE_UP_MS);
    const stored = await storedSamples(pair);
    const isLost = (sample: EmotionSample) => !stored.has(keyOf(sample));
    const untilMs = endedMs - STORED_WITHIN_MS;
    const acknowledgedMs = takesServer ? struckMs - STORED_WITHIN_MS : untilMs;
    acknowledgedLost += shownBetween(pair, calmMs, acknowledgedMs).filter(isLost).length;
    shownOnly += shownBetween(pair, acknowledgedMs, untilMs).filter(isLost).length;
    gapShown &&= showsGaps(pair, stored, struckMs, endedMs);
    consentKept &&= pair.hasConsent();
    muteKept &&= pair.isMuted() && (await pair.isHeardAsTold());
  }
  return {
    name,
    times,
    callBackMs: summary(call),
    longestStillMs,
    starvedStills,
    estimatesBackMs: summary(estimates),
    acknowledgedLost,
    shownOnly,
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

/** See `callBackMs`. `causesMs`: when it was struck and when it was mended. */
function back(still: Gap[], causesMs: number[], countedFromMs: number): number {
  const times = still.map(({ fromMs, untilMs }) => {
    const cause = causesMs.findLast((atMs) => atMs < fromMs + GAP_MS && fromMs - atMs < CAUSED_WITHIN_MS);
    return untilMs - (cause === undefined ? fromMs : Math.max(cause, countedFromMs));
  });
  return Math.max(0, ...times);
}

/** When the last standstill of estimates after the fault was over. */
function estimatesBack(pair: Pair, struckMs: number, countedFromMs: number): number {
  const times = pair.traffic.samples().flatMap(({ sample, at }) => (sample.state === 'paused' || at < struckMs - GAP_MS ? [] : [at]));
  const gaps = times.slice(1).flatMap((at, index) => (at - times[index]! > GAP_MS && at > struckMs ? [{ untilMs: at }] : []));
  return Math.max(0, ...gaps.map(({ untilMs }) => untilMs - countedFromMs));
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
