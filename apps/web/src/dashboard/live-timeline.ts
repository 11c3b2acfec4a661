import { type AnalysisStatus, type CallState, type Marker, type SpeakingTurn } from '#contracts/call';
import { type EmotionSample } from '#contracts/emotion';
import { SampleColumns } from '#contracts/sample-columns';
import { type Events } from '#contracts/socket-events';
import { type TimelineColumns } from '#contracts/timeline-codec';
import { type Speaker, type TimelineModel, type Track } from '../timeline/model.ts';
import { SampleStore } from '../timeline/sample-store.ts';
import { TimelineView } from '../timeline/view.ts';
import { type LiveSocket, parsed } from './live-socket.ts';
import { SpeakingTurns } from './speaking-turns.ts';

export interface LiveOptions {
  /** Loads what was stored before this page came, and what a lost connection missed. */
  loadHistory: () => Promise<TimelineColumns>;
  /** A monotonic clock in milliseconds. */
  clock?: () => number;
}

/** A server that has just taken the call over needs a moment until it answers for all of it. */
const HISTORY_AFTER_MS = 1_200;
const HISTORY_RETRY_MS = 5_000;

/** A track whose name can come later than its first sample. */
type LiveTrack = Track & { name: string };

/** The timeline of the call that is on: stored samples and live ones in one model, without duplicates. */
export class LiveTimeline implements TimelineModel {
  readonly live = true;
  readonly view: TimelineView;
  version = 0;
  tracks: readonly LiveTrack[] = [];
  speakers: readonly Speaker[] = [];
  analysis: AnalysisStatus | null = null;
  callState: CallState | null = null;
  historyFailed = false;
  readonly #loadHistory: () => Promise<TimelineColumns>;
  readonly #clock: () => number;
  readonly #listeners = new Set<() => void>();
  readonly #markers = new Map<string, Marker>();
  readonly #turns = new SpeakingTurns();
  #sortedMarkers: readonly Marker[] = [];
  #classes: readonly string[] = [];
  /** Of each participant the samples since the last connection, until its history is there: the server has stored them, or is about to. */
  #fresh: Map<string, SampleStore> | null = null;
  /** Samples that came before the model's class order was known. */
  #early: Events['emotionSamples'][] = [];
  #stateMs = 0;
  #stateAt: number | null = null;
  #lastMs = 0;
  #describe: () => string = () => '';

  constructor(options: LiveOptions) {
    this.#loadHistory = options.loadHistory;
    this.#clock = options.clock ?? (() => performance.now());
    this.view = new TimelineView({ endMs: () => this.nowMs(), follow: true });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The call's clock; 0 before the call is live. Never before the last sample, never back. */
  nowMs(): number {
    const running =
      this.#stateAt === null || this.callState?.status === 'ended' ? this.#stateMs : this.#stateMs + this.#clock() - this.#stateAt;
    return Math.max(running, this.#lastMs);
  }

  get markers(): readonly Marker[] {
    return this.#sortedMarkers;
  }

  get turns(): readonly SpeakingTurn[] {
    return this.#turns.until(this.nowMs());
  }

  /** What the indicators say now, in the reader's words; for a live region, on request only. */
  announce(): string {
    return this.#describe();
  }

  setDescription(describe: () => string): void {
    this.#describe = describe;
  }

  /** Listens to the socket and loads history, at once and after every reconnection. Returns what ends it. */
  attach(socket: LiveSocket): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    let erasures = 0;
    const load = async () => {
      const before = erasures;
      try {
        const history = await this.#loadHistory();
        // What was read before an erasure may hold what was erased; it is read again.
        if (ended || erasures !== before) return;
        this.historyFailed = false;
        this.mergeHistory(history);
      } catch {
        if (ended) return;
        this.historyFailed = true;
        timer = setTimeout(() => void load(), HISTORY_RETRY_MS);
        this.#changed();
      }
    };
    const connect = () => {
      clearTimeout(timer);
      this.#fresh = new Map();
      timer = setTimeout(() => void load(), HISTORY_AFTER_MS);
    };
    const listeners = [
      parsed('emotionSamples', ({ participantId, samples }) => {
        this.addSamples(participantId, samples);
      }),
      parsed('samplesErased', ({ participantId }) => {
        erasures += 1;
        this.forget(participantId);
        connect();
      }),
      parsed('analysis', (status) => {
        this.setAnalysis(status);
      }),
      parsed('marker', (added) => {
        this.addMarkers([added]);
      }),
      parsed('activeSpeaker', ({ participantId }) => {
        this.setActiveSpeaker(participantId);
      }),
      ['connect', connect] as const,
    ];
    for (const [name, listener] of listeners) socket.on(name, listener);
    if (socket.connected) connect();
    // Samples that stop coming are a state of their own, which no event announces.
    const heartbeat = setInterval(() => {
      this.#changed();
    }, 1_000);
    return () => {
      ended = true;
      clearTimeout(timer);
      clearInterval(heartbeat);
      for (const [name, listener] of listeners) socket.off(name, listener);
    };
  }

  setCallState(state: CallState): void {
    this.callState = state;
    if (state.nowMs !== null) {
      this.#stateMs = state.nowMs;
      this.#stateAt = this.#clock();
    }
    this.speakers = state.participants
      .filter(({ presence }) => presence !== 'invited')
      .sort((a, b) => Number(a.role === 'clinician') - Number(b.role === 'clinician'))
      .map(({ id, name }) => ({ participantId: id, name }));
    for (const track of this.tracks) {
      track.name = this.#nameOf(track.participantId) ?? track.name;
    }
    this.#changed();
  }

  setAnalysis(status: AnalysisStatus): void {
    this.analysis = status;
    this.#learnClasses(status.classes);
    this.#changed();
  }

  addSamples(participantId: string, samples: readonly EmotionSample[]): void {
    if (this.#classes.length === 0) {
      this.#early.push({ participantId, samples: [...samples] });
      return;
    }
    this.#add(participantId, null, columnsOf(this.#classes, samples));
    this.#changed();
  }

  /** Drops everything inferred about a participant. */
  forget(participantId: string): void {
    this.tracks = this.tracks.filter((track) => track.participantId !== participantId);
    this.#early = this.#early.filter((event) => event.participantId !== participantId);
    this.#fresh?.delete(participantId);
    this.#changed();
  }

  addMarkers(markers: readonly Marker[]): void {
    for (const marker of markers) this.#markers.set(marker.id, marker);
    this.#sortedMarkers = [...this.#markers.values()].sort((a, b) => a.atMs - b.atMs);
    this.#changed();
  }

  setActiveSpeaker(participantId: string | null): void {
    this.#turns.start(participantId, this.nowMs());
    this.#changed();
  }

  /**
   * Takes what was stored. After a connection it replaces what was shown before: what a server that died had not stored yet is nowhere any more,
   * and becomes the gap that a review will show.
   */
  mergeHistory(history: TimelineColumns): void {
    this.#keepFresh();
    for (const { participantId, name, samples } of history.participants) {
      if (samples.length > 0) this.#add(participantId, name, samples);
      // Whoever subscribed late has missed the status, which says the same.
      if (this.#classes.length === 0) this.#learnClasses(samples.classes);
    }
    this.#turns.mergeStored(history.turns, history.durationMs);
    this.addMarkers(history.markers);
  }

  #add(participantId: string, name: string | null, samples: SampleColumns): void {
    let track = this.tracks.find((one) => one.participantId === participantId);
    if (track === undefined) {
      track = { participantId, name: this.#nameOf(participantId) ?? name ?? '', store: new SampleStore() };
      this.tracks = [...this.tracks, track];
    }
    track.store.add(samples);
    if (name === null) this.#addFresh(participantId, samples);
    this.#lastMs = Math.max(this.#lastMs, track.store.lastMs);
  }

  #addFresh(participantId: string, samples: SampleColumns): void {
    if (this.#fresh === null) return;
    const store = this.#fresh.get(participantId) ?? new SampleStore();
    this.#fresh.set(participantId, store);
    store.add(samples);
  }

  #keepFresh(): void {
    const fresh = this.#fresh;
    if (fresh === null) return;
    this.#fresh = null;
    this.tracks = this.tracks.map((track) => ({ ...track, store: fresh.get(track.participantId) ?? new SampleStore() }));
  }

  #learnClasses(classes: readonly string[]): void {
    if (classes.length === 0) return;
    this.#classes = classes;
    const early = this.#early;
    this.#early = [];
    for (const { participantId, samples } of early) this.#add(participantId, null, columnsOf(classes, samples));
  }

  #nameOf(participantId: string): string | undefined {
    return this.callState?.participants.find(({ id }) => id === participantId)?.name;
  }

  #changed(): void {
    this.version += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** A sample of another model than the one that is loaded says nothing. */
const columnsOf = (classes: readonly string[], samples: readonly EmotionSample[]) =>
  SampleColumns.of(
    classes,
    samples.filter((sample) => SampleColumns.fits(classes, sample)),
  );
