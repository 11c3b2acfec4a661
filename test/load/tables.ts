import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { latest, type Run } from './history.ts';
import { FAULT_TABLES } from './faults/tables.ts';
import { LOAD_TABLES } from './live/tables.ts';
import { row, table } from './table.ts';
import type { LiveResult } from './live/live.ts';
import type { PipelineResult } from './pipeline/pipeline.ts';
import type { ReceptionResult } from './reception.ts';
import type { RecordingAnswer } from './recording/recording.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const PAGES = ['README.md', 'docs/performance.md', 'docs/operations.md'];

const seconds = (ms: number | null) => (ms === null ? '–' : `${(ms / 1_000).toFixed(2)} s`);

const TABLES: Record<string, (run: Run) => string> = {
  ...LOAD_TABLES,
  ...FAULT_TABLES,
  live: ({ answer }) =>
    table(
      [
        'participants',
        'analysed fps',
        'raw p50 / p95',
        'smoothed p50 / p95',
        'analyzer',
        'per participant',
        'SFU',
        'server',
        'dropped frames, calls',
      ],
      (answer.results as unknown as LiveResult[]).map((one) =>
        row(
          one.participants,
          one.analysedFps,
          `${one.rawLatencyMs.p50} / ${one.rawLatencyMs.p95} ms`,
          `${seconds(one.smoothedLatencyMs.p50)} / ${seconds(one.smoothedLatencyMs.p95)}`,
          `${one.cpuPercent.analyzer} %`,
          `${one.analyzerPercentPerParticipant} %`,
          `${one.cpuPercent.sfu} %`,
          `${one.cpuPercent.server} %`,
          `${one.droppedFrames}, ${one.droppedCalls}`,
        ),
      ),
    ),
  capacity: ({ answer }) =>
    table(
      ['participants', 'analysed fps, least and most', 'raw p95', 'analyzer', 'per participant', 'memory', 'starved cameras'],
      (answer.results as unknown as LiveResult[]).map((one) =>
        row(
          one.participants,
          `${one.fpsOfEach.least} – ${one.fpsOfEach.most}`,
          `${one.rawLatencyMs.p95} ms`,
          `${one.cpuPercent.analyzer} %`,
          `${one.analyzerPercentPerParticipant} %`,
          `${one.analyzerMemory.endMb} MB`,
          one.generatorStalls,
        ),
      ),
    ),
  reception: ({ answer }) => {
    const results = answer.results as unknown as ReceptionResult[];
    return table(
      ['simulcast layer', 'packets', ...Object.keys(results[0]!.msPerStep).map((step) => `${step}, ms`)],
      results.map(({ size, packets, pictures, msPerStep }) =>
        row(size, (packets / pictures).toFixed(1), ...Object.values(msPerStep).map((ms) => ms.toFixed(2))),
      ),
    );
  },
  recording: ({ answer }) => {
    const { results, peakMemoryMb, thirtyMinutes } = answer as unknown as RecordingAnswer;
    return table(
      ['profile', 'video', 'annotated video', 'times real time', 'processor time', 'peak memory'],
      [
        ...results.map((one) =>
          row(
            one.profile,
            one.file === '4k-hevc' ? '1 min, 4K HEVC' : '1 min',
            one.annotated ? 'yes' : 'no',
            one.timesRealTime,
            `${one.cpuSeconds.toFixed(1)} s`,
            `${one.peakMemoryMb} MB`,
          ),
        ),
        row(
          results[0]!.profile,
          '30 min',
          'no',
          thirtyMinutes.timesRealTime,
          `${thirtyMinutes.cpuSeconds.toFixed(1)} s`,
          `${peakMemoryMb.thirtyMinutes} MB`,
        ),
      ],
    );
  },
  pipeline: ({ answer }) => {
    const results = answer.results as unknown as PipelineResult[];
    return table(
      ['profile', 'frames a second', ...Object.keys(results[0]!.msPerStep).map((step) => `${step}, ms`)],
      results.map(({ profile, framesPerSecond, msPerStep }) =>
        row(profile, Math.round(framesPerSecond), ...Object.values(msPerStep).map((ms) => ms.toFixed(2))),
      ),
    );
  },
};

/** Writes the last kept runs' figures between `<!-- bench:NAME -->` and `<!-- /bench -->` of the pages that show them. */
export function writeTables(): object[] {
  const written: object[] = [];
  for (const page of PAGES) {
    const file = path.join(ROOT, page);
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace(/<!-- bench:(\w+) -->.*?<!-- \/bench -->/gs, (whole, name: string) => {
        const run = latest(name);
        if (run === null) return whole;
        const draw = TABLES[name];
        if (draw === undefined) throw new Error(`${page} asks for a table of "${name}", which there is not.`);
        written.push({ page, bench: name, at: run.at });
        const { cpu, cores } = run.machine;
        return `<!-- bench:${name} -->\n${draw(run)}\n\n${run.at.slice(0, 10)}, commit ${run.commit}, ${cores} cores (${cpu}).\n<!-- /bench -->`;
      }),
    );
  }
  return written;
}
