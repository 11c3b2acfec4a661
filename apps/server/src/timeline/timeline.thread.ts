import { handOver, toBytes } from '../threads/hand-over.ts';
import { samplesIn } from './timeline-pages.ts';
import type { TimelineInput } from './timeline-tasks.ts';

/** The timeline as `GET` answers it. */
export function writeTimeline({ durationMs, names, turns, markers, pages }: TimelineInput): Uint8Array[] {
  const participants = samplesIn(pages).map(({ participantId, classes, samples }) => ({ participantId, classes, samples, name: names[participantId] ?? '' }));
  const bytes = [toBytes(JSON.stringify({ durationMs, participants, turns, markers }))];
  return handOver(bytes, bytes);
}
