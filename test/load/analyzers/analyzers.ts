import type { AnalyzerView } from '../../../apps/server/src/analysis/analyzers/pooled-analyzer.ts';
import { RemoteAnalyzer } from '../../integration/support/remote-analyzer.ts';
import { eventually, pause } from '../../support/eventually.ts';
import { BenchServer } from '../live/bench-server.ts';
import { ofType } from '../live/child.ts';
import { type BenchCall, openCall } from '../live/clients.ts';
import { connectMedia, type Host } from '../live/connect-media.ts';
import type { FromHost } from '../live/messages.ts';
import { percentile } from '../live/percentile.ts';

const TOKEN = crypto.randomUUID() + crypto.randomUUID();
const NAMES = ['one', 'two', 'three'] as const;
/** Whoever is not analysed again by then counts as lost. */
const BACK_WITHIN_MS = 30_000;
const SETTLE_MS = 180_000;

export interface AnalyzersOptions {
  participants: number;
  kills: number;
  say: (line: string) => void;
}

interface Percentiles {
  p50: number | null;
  p95: number | null;
}

export interface AnalyzersResult {
  analyzers: number;
  participants: number;
  kills: number;
  startMs: number;
  takenMs: number;
  share: number;
  movedGapMs: Percentiles;
  backMs: Percentiles;
  stoppedBackMs: Percentiles;
  lost: number;
}

/** What the clinician of one participant has heard. */
class Watched {
  readonly estimatedAt: number[] = [];
  readonly pausedAt: number[] = [];

  constructor({ clinician, patientId }: BenchCall) {
    clinician.on('emotionSamples', ({ participantId, samples }) => {
      if (participantId !== patientId) return;
      for (const { state } of samples) (state === 'paused' ? this.pausedAt : this.estimatedAt).push(performance.now());
    });
  }

  /** How long after `since` the next estimate came, where it was said that none comes; null where nothing was interrupted, Infinity where none came. */
  backAfter(since: number): number | null {
    const paused = this.pausedAt.find((at) => at > since);
    if (paused === undefined) return null;
    return (this.estimatedAt.find((at) => at > paused) ?? Infinity) - since;
  }

  longestGap(from: number, to: number): number {
    const times = [from, ...this.estimatedAt.filter((at) => at > from && at < to), to];
    return Math.max(...times.slice(1).map((at, index) => at - times[index]!));
  }
}

/** How load moves between analyzers that connect and die. */
export async function measureAnalyzers({ participants, kills, say }: AnalyzersOptions): Promise<AnalyzersResult> {
  const server = await BenchServer.start({ ATTUNE_LOCAL_ANALYZER: 'off', ATTUNE_ANALYZER_TOKEN: TOKEN });
  const { host, generator, account } = server;
  const running = new Map<string, RemoteAnalyzer>();
  const calls: BenchCall[] = [];
  try {
    const start = (name: string) =>
      running.set(
        name,
        new RemoteAnalyzer({ server: server.url.replace('http:', 'ws:').replace('localhost', '127.0.0.1'), token: TOKEN, name }),
      );
    const watched: Watched[] = [];
    for (const name of NAMES.slice(0, 2)) start(name);
    for (let index = 0; index < participants; index++) {
      const call = await openCall(server.url, account, index);
      calls.push(call);
      watched.push(new Watched(call));
      await connectMedia(call, index, host, generator);
    }
    const least = Math.floor(participants / NAMES.length);
    say(`${participants} participants on two analyzers; a third one comes.`);
    await shared(host, 2, Math.floor(participants / 2));
    await pause(3_000);
    const startedAt = performance.now();
    start('three');
    await eventually(async () => (await view(host, 'three'))?.state === 'running', 'the third analyzer to run', SETTLE_MS);
    const runningAt = performance.now();
    await shared(host, 3, least);
    const takenAt = performance.now();
    const share = ((await view(host, 'three'))?.taps ?? 0) / participants;
    const gaps = watched.map((one) => one.longestGap(runningAt, takenAt));
    /** Ends an analyzer as often as is said, another one each time; answers after how long each of its participants was back. */
    const end = async (signal: 'SIGKILL' | 'SIGSTOP', times: number): Promise<number[]> => {
      const back: number[] = [];
      for (let time = 0; time < times; time++) {
        const name = NAMES[time % NAMES.length]!;
        await pause(2_000);
        say(`${signal} ${time + 1} of ${times}: ${name}.`);
        const endedAt = performance.now();
        running.get(name)?.signal(signal);
        const after = () => watched.map((one) => one.backAfter(endedAt)).filter((ms) => ms !== null);
        await pause(1_500);
        const isOver = () => after().every((ms) => ms < Infinity) || performance.now() - endedAt > BACK_WITHIN_MS;
        await eventually(isOver, 'everybody to be back', BACK_WITHIN_MS * 2);
        back.push(...after());
        await running.get(name)?.kill();
        start(name);
        await shared(host, 3, least);
      }
      return back;
    };
    const killed = await end('SIGKILL', kills);
    const stopped = await end('SIGSTOP', Math.ceil(kills / 3));
    const came = (back: number[]) => back.filter((ms) => ms < Infinity).map(Math.round);
    return {
      analyzers: NAMES.length,
      participants,
      kills,
      startMs: Math.round(takenAt - startedAt),
      takenMs: Math.round(takenAt - runningAt),
      share: Math.round(share * 1_000) / 1_000,
      movedGapMs: percentiles(gaps.map(Math.round)),
      backMs: percentiles(came(killed)),
      stoppedBackMs: percentiles(came(stopped)),
      lost: [...killed, ...stopped].filter((ms) => ms === Infinity).length,
    };
  } finally {
    for (const { clinician, patient } of calls) for (const socket of [clinician, patient]) socket.disconnect();
    for (const analyzer of running.values()) await analyzer.kill();
    await server.close();
  }
}

/** Until `count` analyzers have at least so many participants each. */
async function shared(host: Host, count: number, least: number): Promise<void> {
  const isShared = async () => (await analyzers(host)).filter(({ taps }) => taps >= least).length >= count;
  await eventually(isShared, `${count} analyzers to have ${least} participants each`, SETTLE_MS, 50);
}

async function analyzers(host: Host): Promise<AnalyzerView[]> {
  const answer = host.next(ofType<FromHost, 'analyzers'>('analyzers'));
  host.send({ type: 'analyzers' });
  return (await answer).analyzers;
}

const view = async (host: Host, name: string) => (await analyzers(host)).find((one) => one.name.startsWith(`${name} `));

const percentiles = (values: readonly number[]): Percentiles => ({ p50: percentile(values, 0.5), p95: percentile(values, 0.95) });
