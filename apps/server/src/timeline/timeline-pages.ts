import type { EmotionSample } from '#contracts/emotion';
import { decodeSample, encodeSample, type StoredSample } from './sample-codec.ts';
import type { SampleChunk } from './timeline.repository.ts';

/** Samples of one participant, in order. */
export interface Samples { participantId: string; classes: string[]; samples: EmotionSample[] }
/** A chunk as the database gives it out: `[participantId, classes, samples, writeId]`. */
type StoredChunk = [string, string[], StoredSample[], string | null];

/** Chunks that are not in the database yet, as it will give them out. */
export function toPage(chunks: readonly { id: string; value: SampleChunk }[]): Uint8Array<ArrayBuffer> {
  const stored = chunks.map(({ id, value: { participantId, classes, samples } }): StoredChunk => [participantId, classes, samples.map(encodeSample), id]);
  return new TextEncoder().encode(JSON.stringify(stored));
}

/** Samples per participant and classes. `pages` are lists of chunks in JSON, in the order of their times. */
export function samplesIn(pages: readonly Uint8Array[]): Samples[] {
  const timelines = new Map<string, Samples>();
  const writes = new Set<string>();
  for (const page of pages) for (const [participantId, classes, stored, writeId] of JSON.parse(new TextDecoder().decode(page)) as StoredChunk[]) {
    // What was stored while the rest was read is there twice.
    if (writeId !== null && writes.has(writeId)) continue;
    if (writeId !== null) writes.add(writeId);
    const timeline = timelines.get(participantId);
    // Samples of a pause before the analyzer was there have no scores, and so no classes that could differ.
    const fits = timeline !== undefined && (classes.length === 0 || timeline.classes.length === 0 || timeline.classes.join() === classes.join());
    const samples = stored.map(decodeSample);
    // Another model in the middle of a call has other classes; the timeline shows the last one's.
    if (!fits) timelines.set(participantId, { participantId, classes, samples });
    else {
      if (timeline.classes.length === 0) timeline.classes = classes;
      for (const sample of samples) timeline.samples.push(sample);
    }
  }
  for (const timeline of timelines.values()) timeline.samples.sort((a, b) => a.atMs - b.atMs);
  return [...timelines.values()];
}
