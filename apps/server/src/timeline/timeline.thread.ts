import type { EmotionSample } from '#contracts/emotion';
import type { SampleColumns } from '#contracts/sample-columns';
import type { CallTimeline } from '#contracts/timeline';
import { encodeTimeline } from '#contracts/timeline-codec';
import { handOver, toBytes } from '../threads/hand-over.ts';
import { samplesIn } from './sample-pages.ts';
import type { TimelineInput } from './timeline-tasks.ts';

/** The timeline as `GET` answers it to our own web app. */
export function writeColumns(input: TimelineInput): Uint8Array[] {
  const bytes = encodeTimeline({ ...aboutCall(input), participants: participantsIn(input) });
  return handOver(bytes, bytes);
}

/** The timeline as `GET` answers it to other programs: a `CallTimeline` in JSON. */
export function writeJson(input: TimelineInput): Uint8Array[] {
  const participants = participantsIn(input).map(({ samples, ...rest }) => ({
    ...rest,
    classes: [...samples.classes],
    samples: listOf(samples),
  }));
  const bytes = [toBytes(JSON.stringify({ ...aboutCall(input), participants } satisfies CallTimeline))];
  return handOver(bytes, bytes);
}

const aboutCall = ({ durationMs, turns, markers }: TimelineInput) => ({ durationMs, turns, markers });
const participantsIn = ({ names, pages }: TimelineInput) =>
  samplesIn(pages).map(({ participantId, samples }) => ({ participantId, name: names[participantId] ?? '', samples }));
const listOf = (samples: SampleColumns): EmotionSample[] => Array.from({ length: samples.length }, (_, row) => samples.at(row));
