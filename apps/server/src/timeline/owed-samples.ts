import { SampleColumns } from '#contracts/sample-columns';
import type { OwedKind } from '../owed/owed-kind-handle.ts';
import type { OwedWrites } from '../owed/owed-writes.ts';
import { sampleChunk, SampleChunk } from './sample-chunk.ts';
import type { TimelineRepository } from './timeline.repository.ts';

/** Samples in one row at most: ten seconds of a participant. */
const MAX_MERGED = 50;
const SETTLED_WITHIN_MS = 1_000;

/** Samples on their way to the database. While it cannot take them they are held, up to a bound; then the oldest are given up first. */
export class OwedSamples {
  readonly #kind: OwedKind<SampleChunk>;
  readonly #owed: OwedWrites;

  constructor(repository: TimelineRepository, owed: OwedWrites) {
    this.#owed = owed;
    this.#kind = owed.define({
      name: 'samples',
      fenced: 'rows',
      schema: sampleChunk,
      expendable: true,
      weight: ({ samples }) => samples.length,
      merge: joined,
      store: (writes) => repository.addChunks(writes.map(({ id, value }) => ({ chunk: value, writeId: id }))),
    });
  }

  add(chunks: SampleChunk[]): void {
    for (const one of chunks) this.#kind.owe(one.callId, one);
  }

  /** Those that are not in the database yet, each with the id under which it will be. */
  async onTheirWay(callId: string): Promise<{ id: string; value: SampleChunk }[]> {
    await this.#owed.caughtUp(callId);
    return this.#kind.pending(callId);
  }

  /** Whether everything of the call is in the database; waits a moment for it. */
  settled(callId: string): Promise<boolean> {
    return this.#owed.caughtUp(callId, SETTLED_WITHIN_MS);
  }

  /**
   * Takes a participant's samples up to that time back, wherever they are on their way, and waits for a write under way: afterwards they are
   * in the database or nowhere. Returns how many were taken back.
   */
  async takeBack(callId: string, participantId: string, uptoMs = Infinity): Promise<number> {
    const taken = await this.#kind.forget(callId, (one) => one.participantId === participantId && one.startMs <= uptoMs);
    const kept = taken
      .map(
        ({ samples }) =>
          new SampleChunk(
            callId,
            participantId,
            samples.filter((row) => samples.atMs[row]! > uptoMs),
          ),
      )
      .filter(({ samples }) => samples.length > 0);
    this.add(kept);
    const count = (chunks: SampleChunk[]) => chunks.reduce((sum, { samples }) => sum + samples.length, 0);
    return count(taken) - count(kept);
  }
}

function joined(older: SampleChunk, newer: SampleChunk): SampleChunk | null {
  const { callId, participantId, samples } = older;
  const fits =
    participantId === newer.participantId &&
    samples.classes.join() === newer.samples.classes.join() &&
    samples.length + newer.samples.length <= MAX_MERGED;
  if (!fits) return null;
  const both = new SampleColumns(samples.classes, MAX_MERGED);
  both.append(samples);
  both.append(newer.samples);
  return new SampleChunk(callId, participantId, both);
}
