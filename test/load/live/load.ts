import { setTimeout as sleep } from 'node:timers/promises';
import { BenchServer } from './bench-server.ts';
import { ofType } from './child.ts';
import { openCall } from './clients.ts';
import { clinicianOf, connectCamera, type Generator, type Host, patientOf } from './connect-media.ts';
import { cpuSeconds } from './cpu.ts';
import { latencies, type LiveOptions, type Measured, processes, watch } from './live.ts';
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

export interface LoadResult {
  /** Calls of two, each with both cameras at 720p in three layers, and the patient's analysed. */
  calls: number;
  /** Of both cores together. */
  cpuPercent: { sfu: number; analyzer: number; server: number; all: number };
  /** From the clinician's request for a call until both are in it. */
  joinMs: { p50: number | null; p95: number | null };
  /** Of a frame's last packet, from the sender's socket to the receiver's. */
  mediaLatencyMs: { p50: number | null; p95: number | null };
  lossPercent: number;
  analysedFps: number;
  rawLatencyMs: { p50: number | null; p95: number | null };
  fits: boolean;
}

/** How many calls of two fit: their number doubles until two cores carry no more. */
export async function measureLoad(options: LiveOptions & { most: number }): Promise<LoadResult[]> {
  const results: LoadResult[] = [];
  for (let calls = 1; calls <= options.most; calls *= GROWTH) {
    const result = await measureCalls(calls, options);
    options.say(JSON.stringify(result));
    results.push(result);
    if (!result.fits) break;
  }
  return results;
}

async function measureCalls(calls: number, { seconds, samplesPerSecond, say }: LiveOptions): Promise<LoadResult> {
  const server = await BenchServer.start({ ATTUNE_SAMPLES_PER_SECOND: String(samplesPerSecond) });
  const { host, generator, account } = server;
  const measured: Measured[] = [];
  const joins: number[] = [];
  try {
    generator.on((message) => {
      // Patients' cameras are the even ones.
      if (message.type === 'switched') measured[message.index / 2]?.latency.switched(message.emotion, message.atMs);
    });
    for (let index = 0; index < calls; index++) {
      const askedMs = monotonicMs();
      const call = await openCall(server.url, account, index);
      joins.push(Math.round(monotonicMs() - askedMs));
      measured.push(watch(call));
      const [patient, clinician] = [patientOf(call), clinicianOf(call)];
      await connectCamera(call.callId, 2 * index, { from: patient, to: clinician }, { host, generator });
      await connectCamera(call.callId, 2 * index + 1, { from: clinician, to: patient }, { host, generator });
    }
    say(`${calls} calls of two: warming up ${WARM_UP_MS / 1_000} s, then measuring ${seconds} s...`);
    await sleep(WARM_UP_MS);
    return { ...(await measure(measured, seconds, host, generator)), joinMs: spread(joins) };
  } finally {
    for (const { call } of measured) for (const socket of [call.clinician, call.patient]) socket.disconnect();
    await server.close();
  }
}

async function measure(measured: Measured[], seconds: number, host: Host, generator: Generator): Promise<Omit<LoadResult, 'joinMs'>> {
  for (const entry of measured) {
    entry.latency = new SwitchLatency();
    entry.samples = 0;
  }
  await ways(generator);
  const before = await processes(host);
  const pids = { sfu: before.workers, analyzer: before.analyzer === null ? [] : [before.analyzer], server: [before.server] };
  const used = () => ({ sfu: cpuSeconds(pids.sfu), analyzer: cpuSeconds(pids.analyzer), server: cpuSeconds(pids.server) });
  const [cpu0, startedAt] = [used(), monotonicMs()];
  await sleep(seconds * 1_000);
  const [cpu, elapsed] = [used(), (monotonicMs() - startedAt) / 1_000];
  const { sent, received, latencyMs } = await ways(generator);
  const percent = (part: 'sfu' | 'analyzer' | 'server') => tenths(((cpu[part] - cpu0[part]) * 100) / elapsed / CORES);
  const [sfu, analyzer, server] = [percent('sfu'), percent('analyzer'), percent('server')];
  const all = tenths(sfu + analyzer + server);
  const lossPercent = tenths((Math.max(0, sent - received) * 100) / Math.max(1, sent));
  const analysedFps = tenths(measured.reduce((sum, { samples }) => sum + samples / elapsed, 0) / measured.length);
  return {
    calls: measured.length,
    cpuPercent: { sfu, analyzer, server, all },
    mediaLatencyMs: spread(latencyMs.map(tenths)),
    lossPercent,
    analysedFps,
    rawLatencyMs: latencies(measured.flatMap(({ latency }) => latency.raw)),
    fits: all <= MOST_PERCENT && lossPercent <= MOST_LOSS_PERCENT && analysedFps >= LEAST_FPS && measured.every(({ dropped }) => !dropped),
  };
}

async function ways(generator: Generator): Promise<Extract<FromGenerator, { type: 'ways' }>> {
  const answer = generator.next(ofType<FromGenerator, 'ways'>('ways'));
  generator.send({ type: 'ways' });
  return answer;
}

const spread = (values: number[]) => ({ p50: percentile(values, 0.5), p95: percentile(values, 0.95) });
const tenths = (value: number) => Math.round(value * 10) / 10;
