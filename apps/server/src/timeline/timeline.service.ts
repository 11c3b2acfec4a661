import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Marker, SpeakingTurn } from '#contracts/call';
import type { EmotionSample } from '#contracts/emotion';
import type { Database } from '../storage/database.ts';
import { StorageHealth } from '../storage/storage-health.ts';
import { SampleBuffer } from './sample-buffer.ts';
import { mergeTurns, TurnTracker } from './speaking-turns.ts';
import { type SampleChunk, TimelineRepository } from './timeline.repository.ts';

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
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly repository: TimelineRepository, private readonly health: StorageHealth) {}

  onModuleInit(): void {
    this.#timers = [
      setInterval(() => void this.flushSamples(), WRITE_EVERY_MS),
      setInterval(() => void this.#flushAllTurns(), TURNS_EVERY_MS),
    ];
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([this.flushSamples(), this.#flushAllTurns()]);
  }

  /** Starts following who speaks. */
  openCall(callId: string, clock: { nowMs(): number }): void {
    if (!this.#trackers.has(callId)) this.#trackers.set(callId, { tracker: new TurnTracker(), clock });
  }

  /** Writes everything of the call that is still in memory. */
  async closeCall(callId: string): Promise<void> {
    await Promise.all([this.flushSamples(), this.#flushTurns(callId)]);
    this.#trackers.delete(callId);
  }

  addSamples(callId: string, participantId: string, classes: string[], samples: EmotionSample[]): void {
    this.#buffer.add(callId, participantId, classes, samples);
  }

  /** Writes samples in a transaction of the caller's: they are stored with what else it writes, or not at all. */
  async storeSamples(chunks: SampleChunk[], transaction: Database): Promise<void> {
    if (chunks.length > 0) await this.repository.addChunks(chunks, transaction);
  }

  /** Deletes everything inferred in a call, in a transaction of the caller's. */
  eraseAll(callId: string, transaction: Database): Promise<void> {
    return this.repository.eraseAll(callId, transaction);
  }

  speaks(callId: string, participantId: string | null): void {
    const open = this.#trackers.get(callId);
    open?.tracker.speak(participantId, open.clock.nowMs());
  }

  async addMarker(callId: string, atMs: number, text: string): Promise<Marker> {
    const marker = { id: randomUUID(), atMs, text };
    await this.repository.addMarker(callId, marker);
    return marker;
  }

  /** Deletes what was inferred about a participant, stored or on its way. Returns how many samples it was. */
  async erase(callId: string, participantId: string): Promise<number> {
    const pending = this.#buffer.forget(callId, participantId);
    // A write on its way must be over before, or it would land after the deletion.
    await this.#writing;
    const held = this.#buffer.forget(callId, participantId);
    return pending + held + await this.repository.eraseSamples(callId, participantId);
  }

  /** Samples per participant and classes, in order. */
  async samplesOf(callId: string): Promise<{ participantId: string; classes: string[]; samples: EmotionSample[] }[]> {
    await this.flushSamples();
    const timelines = new Map<string, { participantId: string; classes: string[]; samples: EmotionSample[] }>();
    for (const { participantId, classes, samples } of await this.repository.chunksOf(callId)) {
      const timeline = timelines.get(participantId);
      // Samples of a pause before the analyzer was there have no scores, and so no classes that could differ.
      const fits = timeline !== undefined && (classes.length === 0 || timeline.classes.length === 0 || timeline.classes.join() === classes.join());
      // Another model in the middle of a call has other classes; the timeline shows the last one's.
      if (!fits) timelines.set(participantId, { participantId, classes, samples: [...samples] });
      else {
        if (timeline.classes.length === 0) timeline.classes = classes;
        timeline.samples.push(...samples);
      }
    }
    for (const timeline of timelines.values()) timeline.samples.sort((a, b) => a.atMs - b.atMs);
    return [...timelines.values()];
  }

  /** A participant's last sample at or before that time, and the one before it; null where there is none. For what is stored already. */
  async sampleAt(callId: string, participantId: string, atMs: number): Promise<{ classes: string[]; sample: EmotionSample; before: EmotionSample | null } | null> {
    const chunks = await this.repository.chunksUntil(callId, participantId, atMs + ROUNDING_MS, 2);
    const samples = chunks.flatMap((chunk) => chunk.samples);
    const at = samples.findLastIndex((sample) => sample.atMs <= atMs);
    const sample = samples[at];
    return sample === undefined ? null : { classes: chunks.at(-1)?.classes ?? [], sample, before: samples[at - 1] ?? null };
  }

  async turnsOf(callId: string): Promise<SpeakingTurn[]> {
    await this.#flushTurns(callId);
    return mergeTurns(await this.repository.turnsOf(callId));
  }

  markersOf(callId: string): Promise<Marker[]> {
    return this.repository.markersOf(callId);
  }

  /** One write after the other, so that an order once given stays. */
  flushSamples(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const chunks = this.#buffer.take();
      if (chunks.length === 0) return;
      if (!await this.health.attempt(() => this.repository.addChunks(chunks))) this.#buffer.giveBack(chunks);
    });
    return this.#writing;
  }

  async #flushAllTurns(): Promise<void> {
    await Promise.all([...this.#trackers.keys()].map((callId) => this.#flushTurns(callId)));
  }

  async #flushTurns(callId: string): Promise<void> {
    const open = this.#trackers.get(callId);
    const pieces = open?.tracker.take(open.clock.nowMs()) ?? [];
    if (pieces.length > 0 && !await this.health.attempt(() => this.repository.addTurns(callId, pieces))) open?.tracker.giveBack(pieces);
  }
}
