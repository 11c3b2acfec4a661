import type { Marker, SpeakingTurn } from '#contracts/call';
import { threadTask } from '../threads/thread-task.ts';
import type { SamplePage } from './sample-pages.ts';

export interface TimelineInput {
  durationMs: number;
  /** By participant's id. */
  names: Record<string, string>;
  turns: SpeakingTurn[];
  markers: Marker[];
  pages: SamplePage[];
}

const task = (name: string) => threadTask<TimelineInput, Uint8Array[]>(import.meta.url, './timeline.thread', name, { limitMs: 60_000 });
export const WRITE_JSON = task('writeJson');
export const WRITE_COLUMNS = task('writeColumns');
