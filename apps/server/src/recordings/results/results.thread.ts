import type { EncodedFace } from '#contracts/recording-link';
import { encodeSamples } from '#contracts/sample-codec';
import { alignedSamples } from '#timeline/aligned';
import { clipSpans, type ClipSpan } from '#timeline/clip-spans';
import { emotionsCsv } from '#timeline/csv';
import { parseQuery } from '#timeline/query/parse';
import { runQuery } from '#timeline/query/run';
import { handOver, toBytes } from '../../threads/hand-over.ts';
import { samplesIn } from '../../timeline/sample-pages.ts';
import { utterancesOf } from '../../transcript/transcript-pages.ts';
import { timelinesOf } from './face-timelines.ts';
import type { DrawnFacesInput, ClipSpansInput, CsvInput, MomentsInput } from './results-tasks.ts';

/** `emotions.csv`; empty if nothing was found in the video. */
export function writeCsv({ faces, samplePages }: CsvInput): Uint8Array[] {
  const timelines = timelinesOf(faces, samplesIn(samplePages));
  const bytes = timelines.length === 0 ? [] : [...emotionsCsv(timelines)].map(toBytes);
  return handOver(bytes, bytes);
}

/** The moments that a query finds, as `GET` answers them. */
export function writeMoments({ text, faces, samplePages, transcript, durationMs, lagMs }: MomentsInput): Uint8Array[] {
  const timelines = timelinesOf(faces, samplesIn(samplePages));
  const participants = new Map(faces.map(({ number, participantId }) => [number, participantId]));
  const { query, problem } = parseQuery(text, { faces, classes: timelines[0]?.samples.classes });
  const view =
    query === null
      ? { query: text, moments: [], problem: { code: problem.code, message: problem.message, from: problem.from, to: problem.to } }
      : {
          query: text,
          problem: null,
          moments: runQuery(query, {
            faces: timelines.map((timeline) => ({ ...timeline, participantId: participants.get(timeline.face) ?? '' })),
            utterances: utterancesOf(transcript).utterances,
            durationMs,
            lagMs,
          }),
        };
  const bytes = [toBytes(JSON.stringify(view))];
  return handOver(bytes, bytes);
}

/** What an annotated video shows of its faces, for the process that draws it. */
export function writeFaces({ faces, samplePages, lagMs }: DrawnFacesInput): EncodedFace[] {
  const encoded = timelinesOf(faces, samplesIn(samplePages)).map(({ face, name, samples }) => ({
    face,
    name,
    classes: [...samples.classes],
    data: encodeSamples(alignedSamples(samples, lagMs)),
  }));
  return handOver(
    encoded,
    encoded.map(({ data }) => data),
  );
}

/** What is to be cut for the chosen expressions. */
export function findClips({ faces, samplePages, options }: ClipSpansInput): ClipSpan[] {
  return clipSpans(timelinesOf(faces, samplesIn(samplePages)), options);
}
