import { decodeSamplesInto, encodeSamples } from '#contracts/sample-codec';
import { SampleColumns } from '#contracts/sample-columns';
import type { SampleChunk } from './sample-chunk.ts';
import { type LegacySample, legacySamples } from './legacy-samples.ts';

/** Samples of one participant, in order. */
export interface ParticipantSamples {
  participantId: string;
  samples: SampleColumns;
}

/** Samples of one participant that nobody has decoded yet. `data`: blocks; `legacy`: lists of `LegacySample` in JSON, from rows of an older version. */
export interface SamplePage {
  participantId: string;
  classes: string[];
  data: Uint8Array<ArrayBuffer> | null;
  legacy: Uint8Array<ArrayBuffer> | null;
}

/** Bytes get memory of their own, so that they can be handed to a thread. */
export function toPage(
  participantId: string,
  classes: string[],
  { data, legacy }: { data: Uint8Array | null; legacy: string | null },
): SamplePage {
  return {
    participantId,
    classes,
    data: data === null ? null : new Uint8Array(data),
    legacy: legacy === null ? null : new TextEncoder().encode(legacy),
  };
}

/** A chunk that is not in the database yet. */
export function pageOf({ participantId, samples }: SampleChunk): SamplePage {
  return { participantId, classes: [...samples.classes], data: encodeSamples(samples), legacy: null };
}

/** The same bytes in other memory, for another thread. */
export const copyOf = ({ data, legacy, ...of }: SamplePage): SamplePage => ({
  ...of,
  data: data?.slice() ?? null,
  legacy: legacy?.slice() ?? null,
});

/** What a thread is handed with pages. */
export const buffersOf = (pages: readonly SamplePage[]): ArrayBuffer[] =>
  pages.flatMap(({ data, legacy }) => [data, legacy]).flatMap((bytes) => (bytes === null ? [] : [bytes.buffer]));

/** Samples per participant, who was seen first comes first. `pages` of a participant are in the order of time. */
export function samplesIn(pages: readonly SamplePage[]): ParticipantSamples[] {
  const byParticipant = Map.groupBy(pages, ({ participantId }) => participantId);
  const all = [...byParticipant]
    .map(([participantId, own]) => ({ participantId, samples: joined(own).inOrder() }))
    .filter(({ samples }) => samples.length > 0);
  return all.sort((one, other) => one.samples.atMs[0]! - other.samples.atMs[0]!);
}

/**
 * Another model in the middle of a call has other classes; the timeline shows the last one's. Samples of a pause before the analyzer was there have
 * no scores, and so no classes that could differ.
 */
function joined(pages: readonly SamplePage[]): SampleColumns {
  const classes = pages.findLast((page) => page.classes.length > 0)?.classes ?? [];
  const other = pages.findLastIndex((page) => page.classes.length > 0 && page.classes.join() !== classes.join());
  const samples = new SampleColumns(classes);
  for (const page of pages.slice(other + 1)) {
    const into = page.classes.length === classes.length ? samples : new SampleColumns(page.classes);
    if (page.data !== null) decodeSamplesInto(into, page.data);
    if (page.legacy !== null)
      for (const list of JSON.parse(new TextDecoder().decode(page.legacy)) as LegacySample[][])
        into.append(legacySamples(page.classes, list));
    if (into !== samples) samples.append(into);
  }
  return samples;
}
