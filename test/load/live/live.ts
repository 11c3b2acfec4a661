import { setTimeout as sleep } from 'node:timers/promises';
import { BenchServer } from './bench-server.ts';
import { ofType } from './child.ts';
import { type BenchCall, openCall } from './clients.ts';
import { connectMedia, type Generator, type Host } from './connect-media.ts';
import { cpuSeconds, threadCpuSeconds } from './cpu.ts';
import type { FromGenerator, FromHost } from './messages.ts';
import { type MemoryTrend, watchMemory } from './memory.ts';
import { monotonicMs } from './monotonic.ts';
import { percentile } from './percentile.ts';
import { SwitchLatency } from './switch-latency.ts';

/** Layers settle, windows fill, compilers warm up. */
const WARM_UP_MS = 8_000;
/** A clinician who gets no packet for so long has a frozen picture. */
const FROZEN_MS = 2_000;

export interface LiveOptions {
  seconds: number;
  samplesPerSecond: number;
  say: (line: string) => void;
}

export interface LiveResult {
  participants: number;
  /** Samples a second and participant: all of them, and of the least and the most served. */
  analysedFps: number;
  fpsOfEach: { least: number; most: number };
  rawLatencyMs: { p50: number | null; p95: number | null };
  smoothedLatencyMs: { p50: number | null; p95: number | null };
  cpuPercent: { sfu: number; analyzer: number; server: number };
  analyzerPercentPerParticipant: number;
  /** Of the analyzer's processor time per analysed frame, milliseconds: its inference threads, and all else (receiving, decoding, sending). */
  msPerAnalysedFrame: { inference: number; rest: number };
  analyzerMemory: MemoryTrend;
  droppedFrames: number;
  droppedCalls: number;
  sampledFrames: number;
  switches: { raw: number; smoothed: number; missed: number };
  pausedSamples: number;
  generatorStalls: number;
  seconds: number;
}

type Processes = Extract<FromHost, { type: 'processes' }>;

/** As Linux shows the name that `InferenceThread` gives. */
const INFERENCE_THREAD = 'attune-inferenc';

/** One participant while they are measured. */
export interface Measured {
  call: BenchCall;
  latency: SwitchLatency;
  samples: number;
  paused: number;
  dropped: boolean;
}

/** What one number of participants costs. A fresh server and generator each time, so that no run pays for another. */
export async function measureLive(participants: number, { seconds, samplesPerSecond, say }: LiveOptions): Promise<LiveResult> {
  const server = await BenchServer.start({ ATTUNE_SAMPLES_PER_SECOND: String(samplesPerSecond) });
  const { host, generator, account } = server;
  const measured: Measured[] = [];
  try {
    generator.on((message) => {
      if (message.type === 'switched') measured[message.index]?.latency.switched(message.emotion, message.atMs);
    });
    for (let index = 0; index < participants; index++) {
      const call = await openCall(server.url, account, index);
      measured.push(watch(call));
      await connectMedia(call, index, host, generator);
    }
    say(`${participants} participants: warming up ${WARM_UP_MS / 1_000} s, then measuring ${seconds} s...`);
    await sleep(WARM_UP_MS);
    return await measure(measured, seconds, host, generator);
  } finally {
    for (const { call } of measured) for (const socket of [call.clinician, call.patient]) socket.disconnect();
    await server.close();
  }
}

export function watch(call: BenchCall): Measured {
  const entry: Measured = { call, latency: new SwitchLatency(), samples: 0, paused: 0, dropped: false };
  call.clinician.on('emotionSamples', ({ samples }) => {
    const now = monotonicMs();
    for (const sample of samples) {
      if (sample.state === 'paused') {
        entry.paused++;
        continue;
      }
      entry.samples++;
      if (call.classes.length > 0) entry.latency.seen(sample, call.classes, now);
    }
  });
  for (const socket of [call.clinician, call.patient]) {
    for (const event of ['disconnect', 'ended'] as const) socket.once(event, () => (entry.dropped = true));
  }
  return entry;
}

async function measure(measured: Measured[], seconds: number, host: Host, generator: Generator): Promise<LiveResult> {
  for (const entry of measured) {
    entry.latency = new SwitchLatency();
    entry.samples = entry.paused = 0;
  }
  await gaps(generator);
  const before = await processes(host);
  if (before.analyzer === null) throw new Error('The analyzer is not running, so there is nothing to measure.');
  const [server0, sfu0, analyzer0, startedAt] = [
    cpuSeconds([before.server]),
    cpuSeconds(before.workers),
    cpuSeconds([before.analyzer]),
    monotonicMs(),
  ];
  const inference0 = threadCpuSeconds(before.analyzer, INFERENCE_THREAD);
  const memory = watchMemory(before.analyzer);
  await sleep(seconds * 1_000);
  const analyzerMemory = memory();
  const after = await processes(host);
  const elapsed = (monotonicMs() - startedAt) / 1_000;
  const percent = (usedSeconds: number) => round((usedSeconds * 100) / elapsed);
  const { longestMs: frozen, stalls } = await gaps(generator);
  if (before.analyzer !== after.analyzer) throw new Error('The analyzer was restarted during the measurement.');
  const [raw, smoothed] = [measured.flatMap(({ latency }) => latency.raw), measured.flatMap(({ latency }) => latency.smoothed)];
  const rates = measured.map(({ samples }) => samples / elapsed);
  const samples = measured.reduce((sum, entry) => sum + entry.samples, 0);
  const perFrame = (usedSeconds: number) => Math.round((usedSeconds * 100_000) / samples) / 100;
  const inference = threadCpuSeconds(before.analyzer, INFERENCE_THREAD) - inference0;
  const analyzerSeconds = cpuSeconds([before.analyzer]) - analyzer0;
  const analyzer = percent(analyzerSeconds);
  return {
    participants: measured.length,
    analysedFps: round(rates.reduce((sum, rate) => sum + rate, 0) / rates.length),
    fpsOfEach: { least: round(Math.min(...rates)), most: round(Math.max(...rates)) },
    rawLatencyMs: latencies(raw),
    smoothedLatencyMs: latencies(smoothed),
    cpuPercent: { sfu: percent(cpuSeconds(after.workers) - sfu0), analyzer, server: percent(cpuSeconds([after.server]) - server0) },
    analyzerPercentPerParticipant: round(analyzer / measured.length),
    msPerAnalysedFrame: { inference: perFrame(inference), rest: perFrame(analyzerSeconds - inference) },
    analyzerMemory,
    droppedFrames: after.framesDropped - before.framesDropped,
    droppedCalls: measured.filter(({ dropped }, index) => dropped || (frozen[index] ?? Infinity) > FROZEN_MS).length,
    sampledFrames: after.framesSampled - before.framesSampled,
    switches: { raw: raw.length, smoothed: smoothed.length, missed: measured.reduce((sum, { latency }) => sum + latency.missed, 0) },
    pausedSamples: measured.reduce((sum, { paused }) => sum + paused, 0),
    generatorStalls: stalls,
    seconds: round(elapsed),
  };
}

const round = (value: number) => Math.round(value * 10) / 10;

export function latencies(values: readonly number[]): { p50: number | null; p95: number | null } {
  const rounded = values.map(Math.round);
  return { p50: percentile(rounded, 0.5), p95: percentile(rounded, 0.95) };
}

export async function processes(host: Host): Promise<Processes> {
  const answer = host.next(ofType<FromHost, 'processes'>('processes'));
  host.send({ type: 'processes' });
  return answer;
}

async function gaps(generator: Generator): Promise<Extract<FromGenerator, { type: 'gaps' }>> {
  const answer = generator.next(ofType<FromGenerator, 'gaps'>('gaps'));
  generator.send({ type: 'gaps' });
  return answer;
}
