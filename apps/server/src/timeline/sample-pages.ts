import { decodeSamplesInto, encodeSamples } from '#contracts/sample-codec';
import { SampleColumns } from '#contracts/sample-columns';
import type { SampleChunk } from './sample-chunk.ts';
import { Seal, type Sealed } from '../keys/seal.ts';

/** Samples of one participant, in order. */
export interface ParticipantSamples {
  participantId: string;
  samples: SampleColumns;
}

/**
 * Samples of one participant that nobody has decoded yet. `key`: of the call, whose rows `data` holds sealed, each behind its length as 4 bytes; null
 * where `data` is blocks in the clear, which no database has seen yet.
 */
export interface SamplePage {
  participantId: string;
  classes: string[];
  data: Uint8Array<ArrayBuffer>;
  key: Uint8Array<ArrayBuffer> | null;
}

/** Bytes get memory of their own, so that they can be handed to a thread. */
export function toPage(participantId: string, classes: string[], data: Uint8Array, key: Uint8Array<ArrayBuffer>): SamplePage {
  return { participantId, classes, data: new Uint8Array(data), key };
}

/** A chunk that is not in the database yet. */
export function pageOf({ participantId, samples }: SampleChunk): SamplePage {
  return { participantId, classes: [...samples.classes], data: encodeSamples(samples), key: null };
}

/** The same bytes in other memory, for another thread. */
export const copyOf = ({ data, ...of }: SamplePage): SamplePage => ({ ...of, data: data.slice() });

/** What a thread is handed with pages. */
export const buffersOf = (pages: readonly SamplePage[]): ArrayBuffer[] => pages.map(({ data }) => data.buffer);

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
    for (const blocks of blocksIn(page)) decodeSamplesInto(into, blocks);
    if (into !== samples) samples.append(into);
  }
  return samples;
}

function* blocksIn({ data, key }: SamplePage): Generator<Uint8Array> {
  if (key === null) {
    yield data;
    return;
  }
  const seal = new Seal(key);
  const lengths = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = 0; at < data.length; ) {
    const end = at + 4 + lengths.getUint32(at);
    yield seal.open('sample_chunks.data', data.subarray(at + 4, end) as Sealed<Uint8Array>);
    at = end;
  }
}
