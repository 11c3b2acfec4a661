import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { analysisSettings } from '#contracts/analyzer-link';
import { fromRecordingProcess, type RecordingTask, type ToRecordingProcess, type VideoLimits } from '#contracts/recording-link';

const PROCESS = path.join(import.meta.dirname, '../../apps/analyzer/src/recording/main.ts');
export const LIMITS: VideoLimits = { maxDurationMs: 4 * 3_600_000, maxPixels: 8_192 * 4_320 };

/** How a task ended: as the process says, or without a word. */
export type Ending =
  | { kind: 'done'; notices: string[]; outputs: number; ms: number }
  | { kind: 'failed'; code: string; message: string; ms: number }
  | { kind: 'crashed'; how: string; ms: number }
  | { kind: 'hung'; ms: number };

export const analyseTask = (video: string): RecordingTask => ({
  type: 'analyse',
  source: { path: video, key: null },
  limits: LIMITS,
  settings: analysisSettings.parse({ device: 'cpu' }),
  everyNth: 5,
  checkpoint: null,
  earlierTracks: null,
  tracks: { path: path.join(tmpdir(), `attune-fuzz-tracks-${process.pid}`), key: null },
  faces: null,
  likely: null,
});

/** One task in a process of its own, as the server runs it, stopped if it takes longer than `limitMs`. Throws an Error where a message does not fit the link. */
export function runTask(task: RecordingTask, limitMs: number): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = fork(PROCESS, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let ending: Ending | null = null;
    let said = '';
    const ms = () => Math.round(performance.now() - began);
    const tell = (message: ToRecordingProcess) => void child.send(message, undefined, undefined, () => undefined);
    const timer = setTimeout(() => {
      ending ??= { kind: 'hung', ms: ms() };
      child.kill('SIGKILL');
    }, limitMs);
    child.stderr!.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000);
    });
    child.on('message', (raw) => {
      const parsed = fromRecordingProcess.safeParse(raw);
      if (!parsed.success) return reject(new Error(`The process sent what does not fit the link: ${parsed.error.message}`));
      const message = parsed.data;
      if (message.type === 'listed') tell({ type: 'faces', faces: message.listing.faces.map(({ number }) => number) });
      else if (message.type === 'samples' || message.type === 'followed') tell({ type: 'stored', sequence: message.sequence });
      else if (message.type === 'done')
        ending = { kind: 'done', notices: message.notices.map(({ code }) => code), outputs: message.outputs.length, ms: ms() };
      else if (message.type === 'failed') ending = { kind: 'failed', ...message.problem, ms: ms() };
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve(
        ending ?? {
          kind: 'crashed',
          how: `${signal ?? `code ${code}`}${said === '' ? '' : `: ${said.trim().split('\n').at(-1)!}`}`,
          ms: ms(),
        },
      );
    });
    tell({ type: 'task', task });
  });
}
