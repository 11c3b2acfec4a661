import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Marker, marker, type SpeakingTurn, speakingTurn } from '#contracts/call';
import type { EmotionSample } from '#contracts/emotion';
import type { ConsentGrant } from '../consent/grant.ts';
import type { OwedKind } from '../owed/owed-kind-handle.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import type { Database } from '../database/database.ts';
import { markers, sampleChunks, turns } from '../database/schema/index.ts';
import { SubjectErasure } from '../erasing/subject-erasure.ts';
import { OwedSamples } from './owed-samples.ts';
import { SampleBuffer } from './sample-buffer.ts';
import { RowJoining } from './row-joining.ts';
import { type LeftOut, SamplePagesRepository } from './sample-pages.repository.ts';
import type { SampleChunk } from './sample-chunk.ts';
import { copyOf, pageOf, type SamplePage } from './sample-pages.ts';
import { mergeTurns, TurnTracker } from './speaking-turns.ts';
import { TimelineRepository } from './timeline.repository.ts';

/** At most this much is lost when the server is killed, plus the time of one write. */
const WRITE_EVERY_MS = 500;
const TURNS_EVERY_MS = 5_000;
/** A chunk knows when it begins more exactly than its samples do. */
const ROUNDING_MS = 0.1;

/** What was inferred and who spoke, at its time in the call. */
@Injectable()
export class TimelineService implements OnModuleInit, BeforeApplicationShutdown {
  readonly #buffer = new SampleBuffer();
  readonly #trackers = new Map<string, { tracker: TurnTracker; clock: { nowMs(): number } }>();
  #timers: NodeJS.Timeout[] = [];
  /** Of stored samples, by call and what is left out. Whatever changes what is stored ends the joining. */
  readonly #reading = new Map<string, Promise<SamplePage[]>>();
  readonly #rows: RowJoining;
  readonly #hidden = new Set<{ callId: string; participantId: string; uptoMs: number }>();

  readonly #samples: OwedSamples;
  readonly #turns: OwedKind<SpeakingTurn>;
  readonly #markers: OwedKind<Marker>;

  constructor(
    private readonly repository: TimelineRepository,
    private readonly pages: SamplePagesRepository,
    owed: OwedWrites,
    private readonly erasure: SubjectErasure,
  ) {
    this.#samples = new OwedSamples(repository, owed);
    this.#rows = new RowJoining(repository, this.#samples, (callId) => [...this.#hidden].some((one) => one.callId === callId));
    this.#turns = owed.define({
      name: 'turns',
      fenced: 'rows',
      schema: speakingTurn,
      merge: continued,
      store: (writes, callId) =>
        repository.addTurns(
          callId,
          writes.map(({ id, value }) => ({ ...value, writeId: id })),
        ),
    });
    this.#markers = owed.define({
      name: 'markers',
      fenced: 'rows',
      schema: marker,
      store: (writes, callId) =>
        repository.addMarkers(
          callId,
          writes.map(({ value }) => value),
        ),
    });
  }

  onModuleInit(): void {
    this.erasure.register({
      tables: [sampleChunks, turns, markers],
      finish: async (subject) => {
        this.#reading.clear();
        if (subject.kind === 'call') this.#rows.forget(subject.callId);
        else await this.#samples.takeBack(subject.callId, subject.participantId);
      },
    });
    this.#timers = [setInterval(() => this.#flushSamples(), WRITE_EVERY_MS), setInterval(() => this.#flushAllTurns(), TURNS_EVERY_MS)];
  }

  beforeApplicationShutdown(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#flushAllTurns();
    this.#flushSamples();
  }

  /** Starts following who speaks. */
  openCall(callId: string, clock: { nowMs(): number }): void {
    this.#rows.forget(callId);
    if (!this.#trackers.has(callId)) this.#trackers.set(callId, { tracker: new TurnTracker(), clock });
  }

  /** What the call has said until now is on its way to the database when this returns. */
  closeCall(callId: string): void {
    this.#flushTurns(callId);
    this.#trackers.delete(callId);
    this.#flushSamples();
    void this.#rows.join(callId);
  }

  /** What was inferred in a live call: only with consent in force. Anything else is dropped. */
  addSamples(grant: ConsentGrant<'expression'>, classes: string[], samples: EmotionSample[]): void {
    if (grant.inForce) this.#buffer.add(grant.callId, grant.participantId, classes, samples);
  }

  /** That nothing is inferred may be kept of anybody who was analysed before. Whatever says more is dropped. */
  addPauses(callId: string, participantId: string, classes: string[], samples: EmotionSample[]): void {
    this.#buffer.add(
      callId,
      participantId,
      classes,
      samples.filter(({ state, raw, smoothed }) => state === 'paused' && raw === null && smoothed === null),
    );
  }

  /** Writes samples in a transaction of the caller's: they are stored with what else it writes, or not at all. */
  async storeSamples(chunks: SampleChunk[], transaction: Database): Promise<void> {
    this.#reading.clear();
    if (chunks.length > 0)
      await this.repository.addChunks(
        chunks.map((chunk) => ({ chunk })),
        transaction,
      );
  }

  /** Deletes what was inferred about a participant of a recording, in a transaction of the caller's. */
  eraseIn(callId: string, participantId: string, transaction: Database): Promise<void> {
    this.#reading.clear();
    return this.repository.eraseIn(callId, participantId, transaction);
  }

  /** Deletes everything inferred in a call, in a transaction of the caller's. */
  eraseAll(callId: string, transaction: Database): Promise<void> {
    this.#reading.clear();
    return this.repository.eraseAll(callId, transaction);
  }

  speaks(callId: string, participantId: string | null): void {
    const open = this.#trackers.get(callId);
    open?.tracker.speak(participantId, open.clock.nowMs());
  }

  addMarker(callId: string, atMs: number, text: string): Marker {
    const added = { id: randomUUID(), atMs, text };
    this.#markers.owe(callId, added);
    return added;
  }

  /**
   * Deletes what was inferred about a participant up to `uptoMs` on the call's clock, stored or on its way: a write under way is waited for.
   * `record` runs in the same transaction. Answers how many samples it was; throws if the database fails, and is called again then.
   */
  async erase(
    callId: string,
    participantId: string,
    uptoMs: number,
    record: (samples: number, transaction: Database) => Promise<void>,
  ): Promise<number> {
    this.#flushSamples();
    const onTheirWay = await this.#samples.takeBack(callId, participantId, uptoMs);
    return this.repository.eraseSamples(callId, participantId, uptoMs, onTheirWay, record);
  }

  /** What is ordered to be erased is read by nobody, erased or not yet. Answers how to end that. */
  hide(callId: string, participantId: string, uptoMs: number): () => void {
    this.#reading.clear();
    const hidden = { callId, participantId, uptoMs };
    this.#hidden.add(hidden);
    return () => void this.#hidden.delete(hidden);
  }

  /** How many samples of a participant there are. */
  async countOf(callId: string, participantId: string): Promise<number> {
    const { onTheirWay, leftOut } = await this.#toRead(callId);
    const own = onTheirWay.filter((chunk) => chunk.participantId === participantId);
    return own.reduce((total, { samples }) => total + samples.length, await this.pages.count(callId, participantId, leftOut));
  }

  /** All samples of a call, for a thread to decode: those in the database, and those that are not there yet. */
  async pagesOf(callId: string): Promise<SamplePage[]> {
    if (!this.#trackers.has(callId)) await this.#rows.joined(callId);
    const { onTheirWay, leftOut } = await this.#toRead(callId);
    return [...(await this.#storedPages(callId, leftOut)), ...onTheirWay.map(pageOf)];
  }

  /** A participant's last sample at or before that time, and the one before it; null where there is none. For what is stored already. */
  async sampleAt(
    callId: string,
    participantId: string,
    atMs: number,
  ): Promise<{ classes: string[]; sample: EmotionSample; before: EmotionSample | null } | null> {
    const chunks = await this.repository.chunksUntil(callId, participantId, atMs + ROUNDING_MS, 2);
    const samples = chunks.flatMap((columns) => Array.from({ length: columns.length }, (_, row) => columns.at(row)));
    const at = samples.findLastIndex((sample) => sample.atMs <= atMs);
    const sample = samples[at];
    return sample === undefined ? null : { classes: [...(chunks.at(-1)?.classes ?? [])], sample, before: samples[at - 1] ?? null };
  }

  async turnsOf(callId: string): Promise<SpeakingTurn[]> {
    this.#flushTurns(callId);
    // A piece that is stored while the others are read is there twice, and becomes one.
    const onTheirWay = this.#turns.pending(callId).map(({ value }) => value);
    return mergeTurns([...(await this.repository.turnsOf(callId)), ...onTheirWay]);
  }

  async markersOf(callId: string): Promise<Marker[]> {
    const onTheirWay = this.#markers.pending(callId).map(({ value }) => value);
    const stored = await this.repository.markersOf(callId);
    return [...stored, ...onTheirWay.filter(({ id }) => !stored.some((one) => one.id === id))].sort((one, other) => one.atMs - other.atMs);
  }

  /** Requests that come together, as a review's do for timeline and summary, read the samples of a call that is over once. */
  async #storedPages(callId: string, leftOut: LeftOut): Promise<SamplePage[]> {
    if (this.#trackers.has(callId)) return this.pages.of(callId, leftOut);
    const key = JSON.stringify([callId, leftOut]);
    const joined = this.#reading.get(key);
    if (joined !== undefined) return (await joined).map(copyOf);
    const reading = this.pages.of(callId, leftOut);
    this.#reading.set(key, reading);
    try {
      return (await reading).map(copyOf);
    } finally {
      if (this.#reading.get(key) === reading) this.#reading.delete(key);
    }
  }

  /** Chunks that are not in the database yet, and what of the database is left out beside them: what is stored while it is read, and what is to be erased. */
  async #toRead(callId: string): Promise<{ onTheirWay: SampleChunk[]; leftOut: LeftOut }> {
    this.#flushSamples();
    const onTheirWay = await this.#samples.onTheirWay(callId);
    const hidden = [...this.#hidden].filter((one) => one.callId === callId);
    const isVisible = ({ participantId, startMs }: SampleChunk) =>
      !hidden.some((one) => one.participantId === participantId && startMs <= one.uptoMs);
    return {
      onTheirWay: onTheirWay.map(({ value }) => value).filter(isVisible),
      leftOut: { writeIds: onTheirWay.map(({ id }) => id), hidden },
    };
  }

  #flushSamples(): void {
    this.#samples.add(this.#buffer.take());
  }

  #flushAllTurns(): void {
    for (const callId of this.#trackers.keys()) this.#flushTurns(callId);
  }

  #flushTurns(callId: string): void {
    const open = this.#trackers.get(callId);
    for (const piece of open?.tracker.take(open.clock.nowMs()) ?? []) this.#turns.owe(callId, piece);
  }
}

/** A turn that goes on is cut at every write. While nothing can be stored its pieces are one. */
const continued = (older: SpeakingTurn, newer: SpeakingTurn): SpeakingTurn | null =>
  older.participantId === newer.participantId && older.endMs === newer.startMs ? { ...older, endMs: newer.endMs } : null;
