import { Logger } from '@nestjs/common';
import { oneLine } from '../logging/describe.ts';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import type { AnalysisStatus } from '#contracts/call';
import type { EmotionSample } from '#contracts/emotion';
import type { ConsentGrant } from '../consent/grant.ts';
import type { MediaService } from '../media/media.service.ts';
import { SafeEmitter } from '../events/safe-emitter.ts';
import type { Programs } from '../processes/programs.ts';
import { AnalysedCall, type MonotonicClock } from './analysed-call.ts';
import type { AnalyzerDoor } from './analyzers/analyzer-door.ts';
import type { AnalyzerMessage } from './analyzers/analyzer-link.ts';
import { AnalyzerPool } from './analyzers/analyzer-pool.ts';
import { ForkedLink } from './analyzers/forked-link.ts';
import type { AnalyzerView, PooledAnalyzer } from './analyzers/pooled-analyzer.ts';
import { Gaps, pausedSample } from './gaps.ts';
import { Sharing } from './sharing.ts';

const logger = new Logger('Analysis');

const TICK_MS = 250;

/** What a tap has seen since it opened. */
export interface TapStats {
  callId: string;
  participantId: string;
  framesReceived: number;
  framesSampled: number;
  /** Due frames that a newer one replaced because inference was still busy. */
  framesDropped: number;
  width: number;
  height: number;
}

export interface AnalysisEvents {
  samples: [{ callId: string; participantId: string; samples: EmotionSample[] }];
  status: [{ callId: string; status: AnalysisStatus }];
  stats: [TapStats];
}

export interface AnalysisFigures {
  state: AnalysisStatus['state'];
  /** Null until a model has been loaded. */
  model: string | null;
  /** The one that really answered. */
  device: string | null;
  /** How often an analyzer was lost. */
  restarts: number;
  taps: number;
}

/** A call's gaps, and what its people were told last. */
interface Told {
  gaps: Gaps;
  status: AnalysisStatus;
}

/**
 * Expression analysis of live calls. It taps the camera of a participant only while a grant of theirs is in force, which it is
 * handed and which only the consent service makes, never for a clinician.
 */
export class AnalysisService extends SafeEmitter<AnalysisEvents> {
  readonly #media: MediaService;
  readonly #settings: AnalysisSettings;
  readonly #programs: Programs | null;
  readonly #door: AnalyzerDoor | null;
  readonly #calls = new Map<string, AnalysedCall>();
  readonly #told = new Map<string, Told>();
  #pool: AnalyzerPool | null = null;
  #sharing: Sharing | null = null;
  #ticker: NodeJS.Timeout | undefined;

  /**
   * @param programs forks the analyzer of this server; null: there is none
   * @param door lets analyzers on other hosts in; null: none come
   */
  constructor(media: MediaService, settings: AnalysisSettings, programs: Programs | null, door: AnalyzerDoor | null = null) {
    super();
    this.#media = media;
    this.#settings = settings;
    this.#programs = programs;
    this.#door = door;
  }

  async onModuleInit(): Promise<void> {
    this.#media.on('producersChanged', ({ callId, participantId }) => this.#producersChanged(callId, participantId));
    this.#media.on('activeSpeaker', ({ callId, participantId }) => this.#calls.get(callId)?.speaks(participantId));
    this.#media.on('routerLost', ({ callId }) => this.#calls.get(callId)?.reset());
    this.#ticker = setInterval(() => this.#tick(), TICK_MS).unref();
    const pool = new AnalyzerPool({ settings: this.#settings, routerRtpCapabilities: await this.#media.supportedRtpCapabilities() });
    const sharing = new Sharing(pool, this.#calls);
    [this.#pool, this.#sharing] = [pool, sharing];
    pool.on('present', () => {
      this.#announce();
      sharing.place();
      for (const call of this.#calls.values()) call.reconcile();
    });
    pool.on('gone', (analyzer) => {
      const lost = sharing.lose(analyzer);
      this.#announce();
      for (const [call, participantId] of lost) this.#pause(call, participantId);
      sharing.place();
    });
    pool.on('message', (analyzer, message) => this.#handle(analyzer, message));
    this.#door?.on('entered', (link) => pool.add(link));
    if (this.#programs !== null) pool.add(new ForkedLink(this.#programs, this.#settings.tap));
  }

  onApplicationShutdown(): void {
    clearInterval(this.#ticker);
    this.#door?.close();
    for (const callId of [...this.#calls.keys()]) this.closeCall(callId);
    this.#pool?.close();
  }

  openCall(callId: string, clock: MonotonicClock): void {
    if (this.#calls.has(callId)) return;
    const call = new AnalysedCall(callId, clock, this.#media);
    const told = { gaps: new Gaps(Math.max(1_000, 2_500 / this.#settings.samplesPerSecond)), status: this.#statusOf(call) };
    this.#calls.set(callId, call);
    this.#told.set(callId, told);
    this.safeEmit('status', { callId, status: told.status });
  }

  closeCall(callId: string): void {
    this.#calls.get(callId)?.close();
    this.#calls.delete(callId);
    this.#told.delete(callId);
  }

  /** Analyses the participant who gave the grant, as long as it is in force. When it is revoked, the tap closes and nothing more is sent. Idempotent. */
  analyse(grant: ConsentGrant<'expression'>): void {
    const { callId, participantId } = grant;
    const call = this.#calls.get(callId);
    if (call === undefined || !grant.inForce || call.consented(participantId)) return;
    call.allow(grant);
    this.#sharing?.place();
    this.#watch(call, participantId);
    grant.onRevoked(() => this.stop(callId, participantId));
    this.#announceStatus(call);
  }

  /** The tap is closed when this returns. */
  stop(callId: string, participantId: string): void {
    const call = this.#calls.get(callId);
    if (call === undefined) return;
    call.stop(participantId);
    if (this.#told.get(callId)?.gaps.unwatch(participantId) === true) this.#pause(call, participantId);
    this.#announceStatus(call);
  }

  status(callId: string): AnalysisStatus {
    return this.#told.get(callId)?.status ?? { state: 'off', detail: null, classes: this.classes() };
  }

  /** The state of the analyzers together, whether anybody has consented or not. */
  health(): AnalysisStatus['state'] {
    return this.#pool?.state.state ?? 'starting';
  }

  /** Every analyzer of this server: where it runs, how it is, and how many participants it has. */
  analyzers(): AnalyzerView[] {
    const calls = [...this.#calls.values()];
    return (this.#pool?.all ?? []).map((analyzer) => analyzer.view(calls.reduce((sum, call) => sum + call.analysedOn(analyzer), 0)));
  }

  /** All analyzers together, for those who run this server. */
  figures(): AnalysisFigures {
    const analyzers = this.analyzers();
    const answered = analyzers.find(({ model }) => model !== null);
    return {
      state: this.health(),
      model: answered?.model ?? null,
      device: answered?.device ?? null,
      restarts: this.#pool?.lost ?? 0,
      taps: analyzers.reduce((sum, { taps }) => sum + taps, 0),
    };
  }

  /** In the order of every sample's scores; empty until an analyzer has loaded its model. */
  classes(): string[] {
    return this.#pool?.classes ?? [];
  }

  /** The forked process to measure, or null while there is none. */
  analyzerPid(): number | null {
    return this.#pool?.all.find(({ link }) => link.local)?.link.pid ?? null;
  }

  #handle(analyzer: PooledAnalyzer, message: AnalyzerMessage): void {
    switch (message.type) {
      case 'samples': {
        const call = this.#calls.get(message.callId);
        // Samples on their way when consent was withdrawn, or when the participant went to another analyzer, end here.
        const samples = call?.take(analyzer, message) ?? [];
        if (samples.length === 0) return;
        const { callId, participantId } = message;
        this.#told.get(callId)?.gaps.account(participantId, performance.now());
        return this.safeEmit('samples', { callId, participantId, samples });
      }
      case 'stats': {
        for (const { tapId, ...stats } of message.taps) {
          for (const [callId, call] of this.#calls) {
            const participantId = call.participantOf(analyzer, tapId);
            if (participantId !== undefined) this.safeEmit('stats', { callId, participantId, ...stats });
          }
        }
        return;
      }
      case 'askLease': {
        const tapIds = [...this.#calls.values()].flatMap((call) => call.leasable(analyzer));
        return analyzer.link.send({ type: 'renewTaps', askedAt: message.askedAt, tapIds });
      }
      case 'connectTransport':
        return this.#settle(this.#calls.get(message.callId)?.handle(analyzer, message));
      case 'tapReady':
      case 'tapExpired':
      case 'preferLayers': {
        const call = [...this.#calls.values()].find((one) => one.participantOf(analyzer, message.tapId) !== undefined);
        return this.#settle(call?.handle(analyzer, message));
      }
    }
  }

  #settle(work: Promise<void> | undefined): void {
    // Whatever it was for may just have been closed.
    work?.catch((error: unknown) => logger.warn(`An analyzer asked for something that is gone. ${oneLine(error)}`));
  }

  #producersChanged(callId: string, participantId: string): void {
    const call = this.#calls.get(callId);
    if (call === undefined || !call.consented(participantId)) return;
    call.reconcile();
    this.#watch(call, participantId);
    if (this.#isWatched(call, participantId) && call.camera(participantId)?.paused !== false) this.#pause(call, participantId);
  }

  /** From the first camera on, a consenting participant is accounted for all the time. */
  #watch(call: AnalysedCall, participantId: string): void {
    if (this.#isWatched(call, participantId) || call.camera(participantId) === undefined) return;
    this.#told.get(call.id)?.gaps.watch(participantId, performance.now());
    if (this.health() !== 'running') this.#pause(call, participantId);
  }

  #isWatched(call: AnalysedCall, participantId: string): boolean {
    return this.#told.get(call.id)?.gaps.watched.includes(participantId) === true;
  }

  #tick(): void {
    const now = performance.now();
    for (const [callId, call] of this.#calls) {
      for (const participantId of this.#told.get(callId)?.gaps.overdue(now) ?? []) this.#pause(call, participantId);
      if (this.health() === 'running') call.keepWell();
    }
    for (const [call, participantId] of this.#sharing?.tend(now) ?? []) this.#pause(call, participantId);
    this.#announce();
  }

  /** Nothing comes of a participant who is accounted for. */
  #pause(call: AnalysedCall, participantId: string): void {
    this.#told.get(call.id)?.gaps.account(participantId, performance.now());
    this.safeEmit('samples', { callId: call.id, participantId, samples: [pausedSample(call.clock.nowMs())] });
  }

  #announce(): void {
    for (const call of this.#calls.values()) this.#announceStatus(call);
  }

  #announceStatus(call: AnalysedCall): void {
    const told = this.#told.get(call.id);
    const status = this.#statusOf(call);
    if (told === undefined) return;
    const { state, detail, classes } = told.status;
    if (state === status.state && detail === status.detail && classes.length === status.classes.length) return;
    told.status = status;
    this.safeEmit('status', { callId: call.id, status });
  }

  #statusOf(call: AnalysedCall): AnalysisStatus {
    const { state, detail } = this.#pool?.state ?? { state: 'starting' as const, detail: null };
    if (call.isIdle && state !== 'off') return { state: 'off', detail: null, classes: this.classes() };
    return { state, detail, classes: this.classes() };
  }
}
