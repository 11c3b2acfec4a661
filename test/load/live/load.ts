import { setTimeout as sleep } from 'node:timers/promises';
import { ofType } from './child.ts';
import { openCall } from './clients.ts';
import { clinicianOf, connectCamera, type Generator, patientOf } from './connect-media.ts';
import { cpuSeconds } from './cpu.ts';
import { latencies, type LiveOptions, type Measured, watch } from './live.ts';
import { LoadSite } from './load-site.ts';
import type { FromGenerator } from './messages.ts';
import { monotonicMs } from './monotonic.ts';
import { percentile } from './percentile.ts';
import { SwitchLatency } from './switch-latency.ts';

const WARM_UP_MS = 8_000;
const CORES = 2;
/** Of both cores, by Attune's own processes. */
const MOST_PERCENT = 80;
const MOST_LOSS_PERCENT = 1;
const LEAST_FPS = 3;
const GROWTH = 2;
/** The answer is right to a fifth. */
const EXACT_TO = 1.2;

export interface LoadResult {
  /** Servers on one PostgreSQL and one Redis; 0: one with everything embedded. */
  nodes: number;
  /** Calls of two, each with both cameras at 720p in three layers, and the patient's analysed. */
  calls: number;
  /** Of both cores together. `all`: of Attune's own processes; `bots`: of the cameras and clients, which share the machine. */
  cpuPercent: { sfu: number; analyzer: number; server: number; all: number; bots: number };
  /** Work that a call takes: `all` by `calls`. */
  cpuPercentPerCall: number;
  /** From the clinician's request for a call until both are in it. */
  joinMs: { p50: number | null; p95: number | null };
  /** Of a frame's last packet, from the sender's socket to the receiver's. */
  mediaLatencyMs: { p50: number | null; p95: number | null };
  lossPercent: number;
  analysedFps: number;
  rawLatencyMs: { p50: number | null; p95: number | null };
  /** How often a camera was starved: above zero the bots have no processor left, and the other figures are theirs. */
  generatorStalls: number;
  fits: boolean;
}

export interface LoadAnswer {
  results: LoadResult[];
  limit: {
    /** The most calls that fitted beside the bots that make them. */
    calls: number;
    /** What two cores carry that have nothing else to do, at 80 %: by the work of a call in the largest run that fitted. */
    callsByWork: number;
  };
}

/** How many calls of two fit: their number doubles until two cores carry no more, and is then found to a fifth. */
export async function measureLoad(options: LiveOptions & { most: number }): Promise<LoadAnswer> {
  const results: LoadResult[] = [];
  const fits = async (calls: number): Promise<boolean> => {
    try {
      const result = await measureCalls(calls, 0, options);
      options.say(JSON.stringify(result));
      results.push(result);
      return result.fits;
    } catch (error) {
      // A machine that is too busy to join calls, too.
      options.say(`${calls} calls could not be measured: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  };
  let [fitting, failing] = [0, Infinity];
  for (let next = 1; failing === Infinity && fitting < options.most; next = Math.min(next * GROWTH, options.most)) {
    if (await fits(next)) fitting = next;
    else failing = next;
  }
  while (failing !== Infinity && failing > Math.max(fitting * EXACT_TO, fitting + 1)) {
    const middle = Math.max(fitting + 1, Math.round(Math.sqrt(fitting * failing)));
    if (await fits(middle)) fitting = middle;
    else failing = middle;
  }
  results.sort((a, b) => a.calls - b.calls);
  const perCall = results.findLast((result) => result.fits)?.cpuPercentPerCall;
  return { results, limit: { calls: fitting, callsByWork: perCall === undefined ? 0 : Math.floor(MOST_PERCENT / perCall) } };
}

/**
 * What several servers carry of what one does. All run on the same two cores, so that the work is counted: that of a call by itself, and of one where
 * servers share stores and pass on to each other what reaches the wrong one. `carry`: times as many calls on as many times the cores.
 */
export async function measureNodes(
  nodes: number,
  calls: number,
  options: LiveOptions,
): Promise<{ results: LoadResult[]; carry: { nodes: number; times: number } }> {
  const results: LoadResult[] = [];
  for (const count of [1, nodes]) {
    const result = await measureCalls(calls, count, options);
    options.say(JSON.stringify(result));
    results.push(result);
  }
  const [one, several] = results as [LoadResult, LoadResult];
  return { results, carry: { nodes, times: Math.round((nodes * 100 * one.cpuPercentPerCall) / several.cpuPercentPerCall) / 100 } };
}

async function measureCalls(calls: number, nodes: number, { seconds, samplesPerSecond, say }: LiveOptions): Promise<LoadResult> {
  const site = await LoadSite.start(nodes, { ATTUNE_SAMPLES_PER_SECOND: String(samplesPerSecond) });
  const joins: number[] = [];
  const measured = await openCalls(site, calls, joins);
  try {
    say(`${calls} calls of two: warming up ${WARM_UP_MS / 1_000} s, then measuring ${seconds} s...`);
    await sleep(WARM_UP_MS);
    return { nodes, ...(await measure(measured, seconds, site)), joinMs: spread(joins) };
  } finally {
    await closeCalls(measured, site);
  }
}

/** Calls with both cameras, half of them by way of each server. `joins`: takes how long each took, ms. */
export async function openCalls(site: LoadSite, calls: number, joins: number[]): Promise<Measured[]> {
  const { generator, account } = site;
  const measured: Measured[] = [];
  generator.on((message) => {
    // Patients' cameras are the even ones.
    if (message.type === 'switched') measured[message.index / 2]?.latency.switched(message.emotion, message.atMs);
  });
  try {
    for (let index = 0; index < calls; index++) {
      const askedMs = monotonicMs();
      const call = await openCall(site.url(index), account, index);
      joins.push(Math.round(monotonicMs() - askedMs));
      measured.push(watch(call));
      const [patient, clinician, host] = [patientOf(call), clinicianOf(call), await site.hostOf(call.callId)];
      await connectCamera(call.callId, 2 * index, { from: patient, to: clinician }, { host, generator });
      await connectCamera(call.callId, 2 * index + 1, { from: clinician, to: patient }, { host, generator });
    }
    return measured;
  } catch (error) {
    await closeCalls(measured, site);
    throw error;
  }
}

export async function closeCalls(measured: Measured[], site: LoadSite): Promise<void> {
  for (const { call } of measured) for (const socket of [call.clinician, call.patient]) socket.disconnect();
  await site.close();
}

async function measure(measured: Measured[], seconds: number, site: LoadSite): Promise<Omit<LoadResult, 'joinMs' | 'nodes'>> {
  const { generator } = site;
  for (const entry of measured) {
    entry.latency = new SwitchLatency();
    entry.samples = 0;
  }
  await Promise.all([ways(generator), stalls(generator)]);
  const pids = { ...(await site.pids()), bots: [generator.process.pid!, process.pid] };
  const used = () => Object.entries(pids).map(([part, ids]) => [part, cpuSeconds(ids)] as const);
  const [before, startedAt] = [new Map(used()), monotonicMs()];
  await sleep(seconds * 1_000);
  const elapsed = (monotonicMs() - startedAt) / 1_000;
  const cpu = Object.fromEntries(used().map(([part, now]) => [part, tenths(((now - before.get(part)!) * 100) / elapsed / CORES)]));
  const { sfu, analyzer, server, bots } = cpu as Record<keyof typeof pids, number>;
  const { sent, received, latencyMs } = await ways(generator);
  const all = tenths(sfu + analyzer + server);
  const lossPercent = tenths((Math.max(0, sent - received) * 100) / Math.max(1, sent));
  const analysedFps = tenths(measured.reduce((sum, { samples }) => sum + samples / elapsed, 0) / measured.length);
  return {
    calls: measured.length,
    cpuPercent: { sfu, analyzer, server, all, bots },
    cpuPercentPerCall: Math.round((all * 100) / measured.length) / 100,
    mediaLatencyMs: spread(latencyMs.map(tenths)),
    lossPercent,
    analysedFps,
    rawLatencyMs: latencies(measured.flatMap(({ latency }) => latency.raw)),
    generatorStalls: await stalls(generator),
    fits: all <= MOST_PERCENT && lossPercent <= MOST_LOSS_PERCENT && analysedFps >= LEAST_FPS && measured.every(({ dropped }) => !dropped),
  };
}

async function ways(generator: Generator): Promise<Extract<FromGenerator, { type: 'ways' }>> {
  const answer = generator.next(ofType<FromGenerator, 'ways'>('ways'));
  generator.send({ type: 'ways' });
  return answer;
}

async function stalls(generator: Generator): Promise<number> {
  const answer = generator.next(ofType<FromGenerator, 'gaps'>('gaps'));
  generator.send({ type: 'gaps' });
  return (await answer).stalls;
}

const spread = (values: number[]) => ({ p50: percentile(values, 0.5), p95: percentile(values, 0.95) });
const tenths = (value: number) => Math.round(value * 10) / 10;
