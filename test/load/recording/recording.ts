import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { analyzeReport } from '#contracts/analyze-report';
import { cpuSeconds } from '../live/cpu.ts';
import { recordingFootage } from './footage.ts';

const CLI = path.join(import.meta.dirname, '../../../apps/analyzer/src/analyze.ts');

export interface RecordingResult {
  /** `720p`: H.264 at 30 frames a second; `4k-hevc`: HEVC in ten bits, 3840×2160 at 60. */
  file: '720p' | '4k-hevc';
  profile: string;
  annotated: boolean;
  /** Length of the video by the whole run of the command, from its start to its end. */
  timesRealTime: number;
  /** Processor time of the command, all cores: what other programs at work on the machine hardly lengthen. */
  cpuSeconds: number;
  /** Most resident memory of the command. */
  peakMemoryMb: number;
}

export interface RecordingAnswer {
  results: RecordingResult[];
  /** Profile of the first result, without annotated video. */
  peakMemoryMb: { oneMinute: number; thirtyMinutes: number };
  memoryRatio: number;
  thirtyMinutes: Omit<RecordingResult, 'file' | 'profile' | 'annotated'>;
}

/** `npm run analyze` on a minute of 1280×720 with and without annotated video, and on half an hour, and on a minute as phones record, every fifth frame. Needs Linux (`/proc`). */
export async function measureRecording(profiles: readonly string[], say: (line: string) => void): Promise<RecordingAnswer> {
  const { oneMinute, thirtyMinutes, phone } = await recordingFootage(say);
  const results: RecordingResult[] = [];
  for (const profile of profiles) {
    for (const annotated of [false, true]) {
      say(`A minute, ${profile}, ${annotated ? 'with' : 'without'} annotated video …`);
      results.push({ file: '720p', profile, annotated, ...(await analyse(oneMinute, profile, annotated)) });
    }
  }
  say(`A minute as phones record, ${profiles[0]!} …`);
  results.push({ file: '4k-hevc', profile: profiles[0]!, annotated: false, ...(await analyse(phone, profiles[0]!, false)) });
  say(`Half an hour, ${profiles[0]!} …`);
  const long = await analyse(thirtyMinutes, profiles[0]!, false);
  const peakMemoryMb = { oneMinute: results[0]!.peakMemoryMb, thirtyMinutes: long.peakMemoryMb };
  return { results, peakMemoryMb, memoryRatio: round(peakMemoryMb.thirtyMinutes / peakMemoryMb.oneMinute), thirtyMinutes: long };
}

async function analyse(
  video: string,
  profile: string,
  annotated: boolean,
): Promise<Omit<RecordingResult, 'file' | 'profile' | 'annotated'>> {
  const out = await mkdtemp(path.join(tmpdir(), 'attune-bench-'));
  try {
    const began = performance.now();
    const args = [CLI, video, '--profile', profile, '--every', '5', '--out', out, '--json', ...(annotated ? [] : ['--no-annotated'])];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const cost = watchCost(child.pid!);
    let [printed, said] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const code = await new Promise<number | null>((resolve) => void child.once('close', resolve));
    const wallMs = performance.now() - began;
    const { peakMb, cpu } = cost.stop();
    if (code !== 0) throw new Error(`npm run analyze ended with ${code}: ${said}`);
    const [file] = analyzeReport.parse(JSON.parse(printed)).files;
    return { timesRealTime: round(file!.durationMs / wallMs), cpuSeconds: round(cpu), peakMemoryMb: Math.round(peakMb) };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

const LOOK_EVERY_MS = 50;

/** The system keeps the peak itself (VmHWM), so only what comes in the last moment can be missed. */
function watchCost(pid: number): { stop: () => { peakMb: number; cpu: number } } {
  const seen = { peakMb: 0, cpu: 0 };
  const look = () => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      seen.peakMb = Math.max(seen.peakMb, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024);
      seen.cpu = Math.max(seen.cpu, cpuSeconds([pid]));
    } catch {
      // It has ended, which is noticed elsewhere.
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return seen;
    },
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
