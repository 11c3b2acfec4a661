import { createHash } from 'node:crypto';
import type { SampleColumns } from '#contracts/sample-columns';
import type { ParticipantSummary } from '#contracts/summary';
import { toMarkdown, toNoteBlock } from '#timeline/markdown';
import { summarize } from '#timeline/summarize';
import { handOver, toBytes } from '../threads/hand-over.ts';
import { samplesIn } from '../timeline/sample-pages.ts';
import { utterancesOf } from '../transcript/transcript-pages.ts';
import type { BasisHashes, SummaryTaskInput } from './summary-tasks.ts';

/** The summary as `GET` answers it. */
export function writeJson(input: SummaryTaskInput): Uint8Array[] {
  return bytesOf(JSON.stringify(summaryOf(input), rounded));
}

/** The summary as a document. */
export function writeMarkdown(input: SummaryTaskInput): Uint8Array[] {
  return bytesOf(toMarkdown(summaryOf(input)));
}

/** What goes into a note. */
export function writeNoteBlock(input: SummaryTaskInput): string {
  return toNoteBlock(summaryOf(input));
}

/**
 * What a signature stands on, each part as a hash of its JSON. The title is no part of it: it names the call for people, and says nothing of
 * what happened in it. Nor is whether the note is signed.
 */
export function hashBasis(input: SummaryTaskInput): BasisHashes {
  const {
    call: { id, startedAt, durationMs },
    participants,
    turns,
    transcript,
    samplePages,
  } = input;
  const { participants: everybody, transcript: joined } = summaryOf({ ...input, unreviewed: false });
  // Notes were signed before expressivity was measured: where there is none, it is no part of what was signed.
  const people = everybody.map(({ expression, ...person }) => {
    return { ...person, expression: expression === null ? null : signedPartOf(expression) };
  });
  // Whose expression stands beside an utterance follows from what is hashed already; notes were signed before it was told.
  const said = joined.map(({ emotionOf: _, ...utterance }) => utterance);
  // As lists: the names of fields and their order are no part of what was signed.
  const utterances = utterancesOf(transcript).utterances.map(
    ({ participantId, speaker, startMs, endMs, text, words, confidence, source }) => [
      participantId,
      speaker,
      startMs,
      endMs,
      text,
      confidence ?? null,
      source,
      (words ?? []).map((word) => [word.text, word.startMs, word.endMs, word.confidence ?? null]),
    ],
  );
  const samples = samplesIn(samplePages)
    .map(({ participantId, samples: of }) => [participantId, of.classes, rowsOf(of)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return {
    transcript: hashOf(utterances),
    samples: hashOf(samples),
    summary: hashOf({
      id,
      startedAt,
      durationMs,
      participants: participants.map(({ id: participantId, name, role }) => [participantId, name, role]),
      turns,
      people,
      said,
    }),
  };
}

/** A key without a value is left out of the JSON, and so of the hash. */
const signedPartOf = (expression: NonNullable<ParticipantSummary['expression']>) => ({
  ...expression,
  expressivity: expression.expressivity ?? undefined,
});

/** Samples are kept in ten-thousandths, so that more decimals of what is computed from them say nothing, and take most of its bytes. */
const rounded = (_key: string, value: unknown) => (typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value);

const rowsOf = (samples: SampleColumns) =>
  Array.from({ length: samples.length }, (_, row) => {
    const { atMs, state, label, coverage, faceHeight, raw, smoothed, box, expressivity } = samples.at(row);
    return [atMs, state, label, coverage, faceHeight, raw, smoothed, box ?? null, ...(expressivity === undefined ? [] : [expressivity])];
  });

function summaryOf({ samplePages, transcript, ...input }: SummaryTaskInput) {
  return summarize({ ...input, samples: samplesIn(samplePages), utterances: utterancesOf(transcript).utterances });
}

function bytesOf(text: string): Uint8Array[] {
  const bytes = [toBytes(text)];
  return handOver(bytes, bytes);
}

const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
