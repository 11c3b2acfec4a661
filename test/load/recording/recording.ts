import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { analyzeReport } from '#contracts/recording';
import { recordingFootage } from './footage.ts';

const CLI = path.join(import.meta.dirname, '../../../apps/analyzer/src/analyze.ts');

export interface RecordingResult {
  profile: string;
  annotated: boolean;
  /** Length of the video by the whole run of the command, from its start to its end. */
  timesRealTime: number;
  /** Most resident memory of the command. */
  peakMemoryMb: number;
}

export interface RecordingAnswer {
  results: RecordingResult[];
  /** Profile of the first result, without annotated video. */
  peakMemoryMb: { oneMinute: number; thirtyMinutes: number };
  memoryRatio: number;
  /** Of the thirty minutes. */
  timesRealTimeOfThirtyMinutes: number;
}

/** `npm run analyze` on a minute of 1280×720 with and without annotated video, and on half an hour, every fifth frame. Needs Linux (`/proc`). */
export async function measureRecording(profiles: readonly string[], say: (line: string) => void): Promise<RecordingAnswer> {
  const { oneMinute, thirtyMinutes } = await recordingFootage(say);
  const results: RecordingResult[] = [];
  for (const profile of profiles) {
    for (const annotated of [false, true]) {
      say(`A minute, ${profile}, ${annotated ? 'with' : 'without'} annotated video …`);
      const { timesRealTime, peakMemoryMb } = await analyze(oneMinute, profile, annotated);
      results.push({ profile, annotated, timesRealTime, peakMemoryMb });
    }
  }
  say(`Half an hour, ${profiles[0]!} …`);
  const long = await analyze(thirtyMinutes, profiles[0]!, false);
  const peakMemoryMb = { oneMinute: results[0]!.peakMemoryMb, thirtyMinutes: long.peakMemoryMb };
  return { results, peakMemoryMb, memoryRatio: round(peakMemoryMb.thirtyMinutes / peakMemoryMb.oneMinute), timesRealTimeOfThirtyMinutes: long.timesRealTime };
}

async function analyze(video: string, profile: string, annotated: boolean): Promise<{ timesRealTime: number; peakMemoryMb: number }> {
  const out = await mkdtemp(path.join(tmpdir(), 'attune-bench-'));
  try {
    const began = performance.now();
    const args = [CLI, video, '--profile', profile, '--every', '5', '--out', out, '--json', ...(annotated ? [] : ['--no-annotated'])];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const memory = watchPeak(child.pid!);
    let [printed, said] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => { printed += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    const code = await new Promise<number | null>((resolve) => void child.once('close', resolve));
    const wallMs = performance.now() - began;
    const peakMemoryMb = Math.round(memory.stop());
    if (code !== 0) throw new Error(`npm run analyze ended with ${code}: ${said}`);
    const [file] = analyzeReport.parse(JSON.parse(printed)).files;
    return { timesRealTime: round(file!.durationMs / wallMs), peakMemoryMb };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

const LOOK_EVERY_MS = 50;

/** The system keeps the peak itself (VmHWM), so only what comes in the last moment can be missed. */
function watchPeak(pid: number): { stop: () => number } {
  let peakMb = 0;
  const look = async () => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    peakMb = Math.max(peakMb, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024);
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return peakMb;
    },
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
