import type { EmotionSample } from '#contracts/emotion';
import type { ConsentGrant } from '../consent/grant.ts';
import type { MediaService } from '../media/media.service.ts';
import type { AnalyzerMessage } from './analyzers/analyzer-link.ts';
import type { PooledAnalyzer } from './analyzers/pooled-analyzer.ts';
import { CallTaps } from '../taps/call-taps.ts';
import type { TapRequest } from '../taps/tap.ts';

/** One call's monotonic clock: milliseconds since its start. */
export interface MonotonicClock {
  nowMs(): number;
}

/** A participant with consent in force, and which analyzer looks at them. */
interface Placement {
  grant: ConsentGrant<'expression'>;
  on: PooledAnalyzer | null;
  /** Takes over with its first sample. */
  next: { analyzer: PooledAnalyzer; since: number } | null;
  /** When the newest sample was taken that counted, on the call's clock. */
  lastAtMs: number;
}

/** A new analyzer has this long to bring its first sample, or the move is given up. */
const MOVES_WITHIN_MS = 5_000;
/** A clock on another host runs after this one, never far before it. */
const AHEAD_MS = 2_000;

/**
 * The analysis of one call: on which analyzer each participant is. A participant is on one analyzer; while they move, the new one is tapped as
 * well, and what it says counts from its first sample on, when the old tap is closed. So a move leaves no gap, and no moment has two estimates.
 */
export class AnalysedCall {
  readonly id: string;
  readonly clock: MonotonicClock;
  readonly #media: MediaService;
  readonly #taps = new Map<PooledAnalyzer, CallTaps<'expression'>>();
  readonly #placements = new Map<string, Placement>();
  /** Who is heard just now. */
  #speaker: string | null = null;

  constructor(id: string, clock: MonotonicClock, media: MediaService) {
    this.id = id;
    this.clock = clock;
    this.#media = media;
  }

  /** Nobody has consented. */
  get isIdle(): boolean {
    return this.#placements.size === 0;
  }

  consented(participantId: string): boolean {
    return this.#placements.get(participantId)?.grant.inForce === true;
  }

  camera(participantId: string) {
    return this.#media.producersOf(this.id, participantId).find(({ source }) => source === 'camera');
  }

  /** To be analysed from now on, once there is a place. */
  allow(grant: ConsentGrant<'expression'>): void {
    this.#placements.set(grant.participantId, { grant, on: null, next: null, lastAtMs: -Infinity });
  }

  /** Closes the participant's consumers before this returns, on whatever analyzer they are. */
  stop(participantId: string): void {
    this.#placements.delete(participantId);
    for (const taps of this.#taps.values()) taps.stop(participantId);
  }

  /** Participants that no analyzer looks at. */
  unplaced(): string[] {
    return [...this.#placements].filter(([, { on }]) => on === null).map(([participantId]) => participantId);
  }

  /** Participants on this analyzer who can move to another one. */
  movable(analyzer: PooledAnalyzer): string[] {
    return [...this.#placements].filter(([, { on, next }]) => on === analyzer && next === null).map(([participantId]) => participantId);
  }

  /** Participants on the analyzer, those on the way to it counted and those on the way from it not. */
  countOn(analyzer: PooledAnalyzer): number {
    return [...this.#placements.values()].filter(({ on, next }) => (next?.analyzer ?? on) === analyzer).length;
  }

  /** Participants whose samples the analyzer brings. */
  analysedOn(analyzer: PooledAnalyzer): number {
    return [...this.#placements.values()].filter(({ on }) => on === analyzer).length;
  }

  get moving(): number {
    return [...this.#placements.values()].filter(({ next }) => next !== null).length;
  }

  place(participantId: string, analyzer: PooledAnalyzer): void {
    const placement = this.#placements.get(participantId);
    if (placement === undefined) return;
    placement.on = analyzer;
    this.#tapsOn(analyzer).allow(placement.grant);
  }

  /** At once where nothing is seen anyway, else with the first sample of the new analyzer. */
  move(participantId: string, to: PooledAnalyzer): void {
    const placement = this.#placements.get(participantId);
    if (placement === undefined || placement.on === null || placement.next !== null) return;
    placement.next = { analyzer: to, since: performance.now() };
    this.#tapsOn(to).allow(placement.grant);
    if (this.camera(participantId)?.paused !== false) this.#takeOver(participantId, placement);
  }

  /** Gives up moves that take too long; answers the analyzers that did not bring what they were given. */
  endMoves(now: number): PooledAnalyzer[] {
    const failed: PooledAnalyzer[] = [];
    for (const [participantId, placement] of this.#placements) {
      const { next } = placement;
      if (next === null) continue;
      if (this.camera(participantId)?.paused !== false) this.#takeOver(participantId, placement);
      else if (now - next.since >= MOVES_WITHIN_MS) {
        placement.next = null;
        this.#leave(participantId, next.analyzer);
        failed.push(next.analyzer);
      }
    }
    return failed;
  }

  /** The analyzer is gone, or not to be relied on: answers who was on it and is on none now. */
  lose(analyzer: PooledAnalyzer): string[] {
    const lost: string[] = [];
    for (const [participantId, placement] of this.#placements) {
      if (placement.next?.analyzer === analyzer) placement.next = null;
      if (placement.on !== analyzer) continue;
      placement.on = null;
      if (placement.next !== null) this.#takeOver(participantId, placement);
      else lost.push(participantId);
    }
    this.#taps.get(analyzer)?.close();
    this.#taps.delete(analyzer);
    return lost;
  }

  /** Samples that count, out of a message: of a tap that stands, on the analyzer that has the participant. A first sample ends a move. */
  take(analyzer: PooledAnalyzer, { participantId, tapId, samples }: Extract<AnalyzerMessage, { type: 'samples' }>): EmotionSample[] {
    const placement = this.#placements.get(participantId);
    if (placement === undefined || this.#taps.get(analyzer)?.accept(tapId, participantId) !== true) return [];
    if (placement.next?.analyzer === analyzer) this.#takeOver(participantId, placement);
    else if (placement.on !== analyzer) return [];
    const latest = this.clock.nowMs() + AHEAD_MS;
    return samples.filter(({ atMs }) => {
      const counts = atMs > placement.lastAtMs && atMs <= latest;
      if (counts) placement.lastAtMs = atMs;
      return counts;
    });
  }

  leasable(analyzer: PooledAnalyzer): string[] {
    return this.#taps.get(analyzer)?.leasable() ?? [];
  }

  participantOf(analyzer: PooledAnalyzer, tapId: string): string | undefined {
    return this.#taps.get(analyzer)?.participantOf(tapId);
  }

  handle(analyzer: PooledAnalyzer, message: TapRequest): Promise<void> | undefined {
    return this.#taps.get(analyzer)?.handle(message);
  }

  /** Participants on the analyzer whose taps have, and have not, brought something lately. */
  silentOn(analyzer: PooledAnalyzer, ms: number): { silent: number; well: number } {
    const on = this.movable(analyzer).filter((participantId) => this.camera(participantId)?.paused === false);
    const silent = on.filter((participantId) => this.#taps.get(analyzer)?.isSilent(participantId, ms)).length;
    return { silent, well: on.length - silent };
  }

  /** From now on this participant is the one who speaks; null: nobody. */
  speaks(participantId: string | null): void {
    this.#speaker = participantId;
    for (const taps of this.#taps.values()) taps.speaks(participantId);
  }

  reconcile(): void {
    for (const taps of this.#taps.values()) taps.reconcile();
  }

  /** The call's router is gone: nothing of the taps can be kept. */
  reset(): void {
    for (const taps of this.#taps.values()) taps.reset();
  }

  keepWell(): void {
    for (const taps of this.#taps.values()) {
      taps.reviveSilent();
      taps.insistOnLayers();
    }
  }

  close(): void {
    this.#placements.clear();
    for (const taps of this.#taps.values()) taps.close();
    this.#taps.clear();
  }

  #takeOver(participantId: string, placement: Placement): void {
    const { on, next } = placement;
    if (next === null) return;
    placement.on = next.analyzer;
    placement.next = null;
    if (on !== null) this.#leave(participantId, on);
  }

  #leave(participantId: string, analyzer: PooledAnalyzer): void {
    const taps = this.#taps.get(analyzer);
    taps?.stop(participantId);
    // Nobody of this call is left there: its transport goes as well.
    if (taps?.isIdle !== true) return;
    taps.close();
    this.#taps.delete(analyzer);
  }

  #tapsOn(analyzer: PooledAnalyzer): CallTaps<'expression'> {
    const known = this.#taps.get(analyzer);
    if (known !== undefined) return known;
    const { link } = analyzer;
    const taps = new CallTaps('expression', this.id, () => this.clock.nowMs(), this.#media, {
      tap: link.tap,
      send: (message) => link.send(message),
      rtpCapabilities: () => analyzer.rtpCapabilities,
      present: () => analyzer.present,
    });
    taps.speaks(this.#speaker);
    this.#taps.set(analyzer, taps);
    return taps;
  }
}
