import type { types as mediasoup } from 'mediasoup';
import { LEASE_MS } from '#contracts/analyzer-link';
import type { AnalyzerLink, AnalyzerReady } from './analyzer-link.ts';

/** An analyzer that has said nothing for so long is given nothing, and what it has goes to others. */
const UNHEARD_MS = 2_000;
/** An answer that takes longer may be too late for a lease (LEASE_MS, asked for every LEASE_EVERY_MS). */
const SLOW_MS = 600;
/** One that brought nothing of what it was given is tried again after this time. */
const PUT_ASIDE_MS = 30_000;

export type AnalyzerState = 'starting' | 'running' | 'slow' | 'silent' | 'away' | 'failed';

/** What a status page shows of an analyzer. */
export interface AnalyzerView {
  id: string;
  /** Of its host. */
  name: string;
  /** Whether this server forks it. */
  local: boolean;
  state: AnalyzerState;
  /** Why it has failed, and what to do; else null. */
  detail: string | null;
  /** The device that really answers, and the model; null before they are loaded. */
  device: string | null;
  model: string | null;
  framesPerSecond: number | null;
  roundTripMs: number | null;
  /** Participants whose cameras it has. */
  taps: number;
}

/** An analyzer as the server knows it: its link, what it has said of itself, and how far it can be relied on. */
export class PooledAnalyzer {
  readonly id = crypto.randomUUID();
  readonly link: AnalyzerLink;
  /** It can be sent calls. */
  present = false;
  /** What it said when its model was loaded; null while it is not. */
  ready: AnalyzerReady | null = null;
  failure: string | null = null;
  /** The same after every restart, so that a restarted one gets its calls while it still loads. */
  rtpCapabilities: mediasoup.RtpCapabilities | null = null;
  #asideUntil = -Infinity;

  constructor(link: AnalyzerLink) {
    this.link = link;
  }

  /** Whether it can receive, perhaps soon. */
  get usable(): boolean {
    return this.present && this.rtpCapabilities !== null && !this.silent && !this.late;
  }

  /** Whether it can be relied on to analyse what it is given now. */
  get reliable(): boolean {
    return this.usable && this.ready !== null && !this.slow && performance.now() >= this.#asideUntil;
  }

  get silent(): boolean {
    return this.ready !== null && this.link.silentMs >= UNHEARD_MS;
  }

  get slow(): boolean {
    return (this.link.roundTripMs ?? 0) > SLOW_MS;
  }

  /** No permission reaches it while it lasts, so that its taps would only open and end. */
  get late(): boolean {
    return (this.link.roundTripMs ?? 0) > LEASE_MS;
  }

  /** What it can analyse; next to nothing where it has not said. */
  get framesPerSecond(): number {
    return this.ready?.framesPerSecond ?? 1;
  }

  putAside(): void {
    this.#asideUntil = performance.now() + PUT_ASIDE_MS;
  }

  get state(): AnalyzerState {
    if (this.failure !== null) return 'failed';
    if (!this.present) return 'away';
    if (this.ready === null) return 'starting';
    if (this.silent) return 'silent';
    return this.slow ? 'slow' : 'running';
  }

  view(taps: number): AnalyzerView {
    return {
      id: this.id,
      name: this.link.name,
      local: this.link.local,
      state: this.state,
      detail: this.failure,
      device: this.ready?.device ?? null,
      model: this.ready?.model ?? null,
      framesPerSecond: this.ready?.framesPerSecond ?? null,
      roundTripMs: this.link.roundTripMs === null ? null : Math.round(this.link.roundTripMs),
      taps,
    };
  }
}
