import type { types as mediasoup } from 'mediasoup';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import type { AnalysisStatus } from '#contracts/call';
import type { EmotionSample } from '#contracts/emotion';
import type { ConsentGrant } from '../consent/grant.ts';
import type { MediaService } from '../media/media.service.ts';
import { SafeEmitter } from '../events/safe-emitter.ts';
import type { Programs } from '../processes/programs.ts';
import { type AnalyzerMessage, AnalyzerProcess } from './analyzer-process.ts';
import { CallTaps } from './call-taps.ts';
import { Gaps, pausedSample } from './gaps.ts';

const TICK_MS = 250;

/** One call's monotonic clock: milliseconds since its start. */
export interface MonotonicClock {
  nowMs(): number;
}

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

interface OpenCall {
  clock: MonotonicClock;
  taps: CallTaps;
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
  readonly #programs: Programs;
  readonly #calls = new Map<string, OpenCall>();
  #analyzer: AnalyzerProcess | null = null;
  #state: 'starting' | 'running' | 'paused' | 'failed' = 'starting';
  #failure: string | null = null;
  #present = false;
  #classes: string[] = [];
  #rtpCapabilities: mediasoup.RtpCapabilities | null = null;
  #ticker: NodeJS.Timeout | undefined;

  constructor(media: MediaService, settings: AnalysisSettings, programs: Programs) {
    super();
    this.#media = media;
    this.#settings = settings;
    this.#programs = programs;
  }

  async onModuleInit(): Promise<void> {
    this.#media.on('producersChanged', ({ callId, participantId }) => this.#producersChanged(callId, participantId));
    this.#media.on('routerLost', ({ callId }) => this.#calls.get(callId)?.taps.reset());
    this.#ticker = setInterval(() => this.#tick(), TICK_MS).unref();
    const analyzer = new AnalyzerProcess(this.#programs, this.#settings, await this.#media.supportedRtpCapabilities());
    this.#analyzer = analyzer;
    analyzer.on('started', () => {
      this.#present = true;
      // A restarted analyzer gets its calls while it still loads its model: that saves most of the gap.
      for (const call of this.#calls.values()) call.taps.reconcile();
    });
    analyzer.on('ready', ({ rtpCapabilities, classes, device, model }) => {
      console.log(`Expression analysis: ${model} on ${device}, ${this.#settings.samplesPerSecond} samples a second.`);
      this.#rtpCapabilities = rtpCapabilities;
      this.#classes = classes;
      this.#become('running');
      for (const call of this.#calls.values()) call.taps.reconcile();
    });
    analyzer.on('gone', () => this.#away('paused'));
    analyzer.on('failed', (message) => {
      this.#failure = message;
      this.#away('failed');
    });
    analyzer.on('message', (message) => this.#handle(message));
    analyzer.start();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#ticker);
    for (const callId of [...this.#calls.keys()]) this.closeCall(callId);
    this.#analyzer?.close();
  }

  openCall(callId: string, clock: MonotonicClock): void {
    if (this.#calls.has(callId)) return;
    const taps = new CallTaps(callId, () => clock.nowMs(), this.#media, {
      tap: this.#settings.tap,
      send: (message) => this.#analyzer?.send(message),
      rtpCapabilities: () => this.#rtpCapabilities,
      present: () => this.#present,
    });
    const gaps = new Gaps(Math.max(1_000, 2_500 / this.#settings.samplesPerSecond));
    const call = { clock, taps, gaps, status: this.#statusOf(taps) };
    this.#calls.set(callId, call);
    this.safeEmit('status', { callId, status: call.status });
  }

  closeCall(callId: string): void {
    this.#calls.get(callId)?.taps.close();
    this.#calls.delete(callId);
  }

  /** Analyses the participant who gave the grant, as long as it is in force. When it is revoked, the tap closes and nothing more is sent. Idempotent. */
  analyse(grant: ConsentGrant<'expression'>): void {
    const { callId, participantId } = grant;
    const call = this.#calls.get(callId);
    if (call === undefined || !grant.inForce || call.taps.consented(participantId)) return;
    call.taps.allow(grant);
    this.#watch(callId, call, participantId);
    grant.onRevoked(() => this.stop(callId, participantId));
    this.#announceStatus(callId, call);
  }

  /** The tap is closed when this returns. */
  stop(callId: string, participantId: string): void {
    const call = this.#calls.get(callId);
    if (call === undefined) return;
    call.taps.stop(participantId);
    if (call.gaps.unwatch(participantId)) this.#pause(callId, call, participantId);
    this.#announceStatus(callId, call);
  }

  status(callId: string): AnalysisStatus {
    return this.#calls.get(callId)?.status ?? { state: 'off', detail: null, classes: this.#classes };
  }

  /** The analyzer's own state, whether anybody has consented or not. */
  health(): AnalysisStatus['state'] {
    return this.#state === 'failed' ? 'off' : this.#state;
  }

  /** In the order of every sample's scores; empty until the analyzer has loaded its model. */
  classes(): string[] {
    return [...this.#classes];
  }

  /** The process to measure, or null while there is none. */
  analyzerPid(): number | null {
    return this.#analyzer?.pid ?? null;
  }

  #handle(message: AnalyzerMessage): void {
    switch (message.type) {
      case 'samples': {
        const call = this.#calls.get(message.callId);
        // Samples on their way when consent was withdrawn end here.
        if (call?.taps.accept(message.tapId, message.participantId) !== true) return;
        call.gaps.account(message.participantId, performance.now());
        const { callId, participantId, samples } = message;
        return this.safeEmit('samples', { callId, participantId, samples });
      }
      case 'stats': {
        for (const { tapId, ...stats } of message.taps) {
          for (const [callId, { taps }] of this.#calls) {
            const participantId = taps.participantOf(tapId);
            if (participantId !== undefined) this.safeEmit('stats', { callId, participantId, ...stats });
          }
        }
        return;
      }
      case 'askLease': {
        const tapIds = [...this.#calls.values()].flatMap(({ taps }) => taps.leasable());
        return this.#analyzer?.send({ type: 'renewTaps', askedAt: message.askedAt, tapIds });
      }
      case 'connectTransport':
        return this.#settle(this.#calls.get(message.callId)?.taps.handle(message));
      case 'tapReady':
      case 'tapExpired':
      case 'preferLayers': {
        const call = [...this.#calls.values()].find(({ taps }) => taps.participantOf(message.tapId) !== undefined);
        return this.#settle(call?.taps.handle(message));
      }
    }
  }

  #settle(work: Promise<void> | undefined): void {
    // Whatever it was for may just have been closed.
    work?.catch((error: unknown) =>
      console.warn('The analyzer asked for something that is gone:', error instanceof Error ? error.message : error),
    );
  }

  #producersChanged(callId: string, participantId: string): void {
    const call = this.#calls.get(callId);
    if (call === undefined || !call.taps.consented(participantId)) return;
    call.taps.reconcile();
    this.#watch(callId, call, participantId);
    if (call.gaps.watched.includes(participantId) && call.taps.camera(participantId)?.paused !== false)
      this.#pause(callId, call, participantId);
  }

  /** From the first camera on, a consenting participant is accounted for all the time. */
  #watch(callId: string, call: OpenCall, participantId: string): void {
    if (call.gaps.watched.includes(participantId) || call.taps.camera(participantId) === undefined) return;
    call.gaps.watch(participantId, performance.now());
    if (this.#state !== 'running') this.#pause(callId, call, participantId);
  }

  #tick(): void {
    const now = performance.now();
    for (const [callId, call] of this.#calls) {
      for (const participantId of call.gaps.overdue(now)) this.#pause(callId, call, participantId);
      if (this.#state !== 'running') continue;
      call.taps.reviveSilent();
      call.taps.insistOnLayers();
    }
  }

  #pause(callId: string, call: OpenCall, participantId: string): void {
    call.gaps.account(participantId, performance.now());
    this.safeEmit('samples', { callId, participantId, samples: [pausedSample(call.clock.nowMs())] });
  }

  #away(state: 'paused' | 'failed'): void {
    this.#present = false;
    for (const call of this.#calls.values()) call.taps.reset();
    this.#become(state);
    for (const [callId, call] of this.#calls) {
      for (const participantId of call.gaps.watched) this.#pause(callId, call, participantId);
    }
  }

  #become(state: 'running' | 'paused' | 'failed'): void {
    this.#state = state;
    for (const [callId, call] of this.#calls) this.#announceStatus(callId, call);
  }

  #announceStatus(callId: string, call: OpenCall): void {
    const status = this.#statusOf(call.taps);
    const { state, detail, classes } = call.status;
    if (state === status.state && detail === status.detail && classes.length === status.classes.length) return;
    call.status = status;
    this.safeEmit('status', { callId, status });
  }

  #statusOf(taps: CallTaps): AnalysisStatus {
    const classes = [...this.#classes];
    if (this.#state === 'failed') return { state: 'off', detail: this.#failure, classes };
    if (taps.isIdle) return { state: 'off', detail: null, classes };
    const detail = this.#state === 'paused' ? 'The analysis is being restarted; the call goes on.' : null;
    return { state: this.#state, detail, classes };
  }
}
