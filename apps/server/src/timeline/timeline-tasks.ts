import type { Marker, SpeakingTurn } from '#contracts/call';
import { threadTask } from '../threads/thread-task.ts';

export interface TimelineInput {
  durationMs: number;
  /** By participant's id. */
  names: Record<string, string>;
  turns: SpeakingTurn[];
  markers: Marker[];
  /** Stored chunks of samples, as JSON. */
  pages: Uint8Array[];
}

export const WRITE_TIMELINE = threadTask<TimelineInput, Uint8Array[]>(import.meta.url, './timeline.thread', 'writeTimeline', { limitMs: 60_000 });
