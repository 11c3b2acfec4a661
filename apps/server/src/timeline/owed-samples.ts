import { z } from 'zod';
import { emotionSample } from '#contracts/emotion';
import type { OwedKind } from '../owed/owed-kind-handle.ts';
import type { OwedWrites } from '../owed/owed-writes.ts';
import type { SampleChunk, TimelineRepository } from './timeline.repository.ts';

const chunk = z.object({ callId: z.uuid(), participantId: z.uuid(), classes: z.array(z.string()), samples: z.array(emotionSample) });
/** Samples in one row at most: ten seconds of a participant. */
const MAX_MERGED = 50;

/** Samples on their way to the database. While it cannot take them they are held, up to a bound; then the oldest are given up first. */
export class OwedSamples {
  readonly #kind: OwedKind<SampleChunk>;
  readonly #repository: TimelineRepository;
  readonly #owed: OwedWrites;

  constructor(repository: TimelineRepository, owed: OwedWrites) {
    this.#repository = repository;
    this.#owed = owed;
    this.#kind = owed.define({
      name: 'samples', schema: chunk, expendable: true, weight: ({ samples }) => samples.length, merge: joined,
      store: (writes) => repository.addChunks(writes.map(({ id, value }) => ({ ...value, writeId: id }))),
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

  /** All chunks of a call in the order of their times: those in the database, and those that are not there yet. */
  async chunksOf(callId: string): Promise<SampleChunk[]> {
    await this.#owed.caughtUp(callId);
    const onTheirWay = this.#kind.pending(callId);
    const stored = await this.#repository.chunksOf(callId);
    if (onTheirWay.length === 0) return stored;
    const known = new Set(stored.map(({ writeId }) => writeId));
    const startOf = ({ samples }: SampleChunk) => samples[0]?.atMs ?? 0;
    return [...stored, ...onTheirWay.filter(({ id }) => !known.has(id)).map(({ value }) => value)].sort((a, b) => startOf(a) - startOf(b));
  }

  /**
   * Takes a participant's samples up to that time back, wherever they are on their way, and waits for a write under way: afterwards they are
   * in the database or nowhere. Returns how many were taken back.
   */
  async takeBack(callId: string, participantId: string, uptoMs = Infinity): Promise<number> {
    const taken = await this.#kind.forget(callId, (one) => one.participantId === participantId && one.samples.some(({ atMs }) => atMs <= uptoMs));
    const kept = taken.map((one) => ({ ...one, samples: one.samples.filter(({ atMs }) => atMs > uptoMs) })).filter(({ samples }) => samples.length > 0);
    this.add(kept);
    const count = (chunks: SampleChunk[]) => chunks.reduce((sum, { samples }) => sum + samples.length, 0);
    return count(taken) - count(kept);
  }
}

function joined(older: SampleChunk, newer: SampleChunk): SampleChunk | null {
  const fits = older.participantId === newer.participantId && older.classes.join() === newer.classes.join() && older.samples.length + newer.samples.length <= MAX_MERGED;
  return fits ? { ...older, samples: [...older.samples, ...newer.samples] } : null;
}
