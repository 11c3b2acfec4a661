import type { types as mediasoup } from 'mediasoup';
import type { AnalysisSettings, FromAnalyzer, TapKind, ToAnalyzer } from '#contracts/analyzer-link';
import type { SafeEmitter } from '../../events/safe-emitter.ts';

export type AnalyzerReady = Extract<FromAnalyzer, { type: 'ready' }>;
export type AnalyzerMessage = Exclude<FromAnalyzer, { type: 'ready' | 'failed' | 'pong' }>;

/** What every analyzer is told first. */
export interface AnalyzerStart {
  settings: AnalysisSettings;
  routerRtpCapabilities: mediasoup.RtpCapabilities;
}

export interface AnalyzerLinkEvents {
  /** It got its settings, and can be sent calls although its model is still loading. */
  started: [];
  ready: [AnalyzerReady];
  /** It can no longer be reached. `started` may follow, unless the link is `closed`. */
  gone: [];
  /** It cannot work, and says what to do. Nothing follows. */
  failed: [string];
  message: [AnalyzerMessage];
}

/** How the server speaks to one analyzer, wherever it runs. What an analyzer says is parsed by its link. */
export interface AnalyzerLink extends SafeEmitter<AnalyzerLinkEvents> {
  /** For people. */
  readonly name: string;
  /** Whether it is a process of this server. */
  readonly local: boolean;
  /** The process, where it is one of this server's own and runs. */
  readonly pid: number | null;
  /** How it receives cameras. */
  readonly tap: TapKind;
  /** How long it has said nothing, in milliseconds, although it is asked all the time. */
  readonly silentMs: number;
  /** How long it takes to answer, in milliseconds; null before it has. */
  readonly roundTripMs: number | null;
  /** Whether it ends for good when it is gone: one that comes back comes by another link. */
  readonly closed: boolean;
  start(what: AnalyzerStart): void;
  /** Silently drops what is sent while the analyzer is away: `gone` has been told, and state is sent anew at `started`. */
  send(message: ToAnalyzer): void;
  /** Sends it away for a reason, which it is told. */
  dismiss(reason: string): void;
  close(): void;
}
