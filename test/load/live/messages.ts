import type { EmotionName } from '#contracts/emotion';
import type { AnalyzerView } from '../../../apps/server/src/analysis/analyzers/pooled-analyzer.ts';
import type { AccessAnswer, AccessRequest, FaultAnswer, FaultRequest } from '../abuse/messages.ts';

/** Between the bench and its two helper processes, over their IPC channels. */
export type ToGenerator =
  | { type: 'receive'; index: number }
  | { type: 'send'; index: number; port: number; ssrcs: number[]; payloadType: number }
  | { type: 'gaps' }
  | { type: 'ways' }
  | { type: 'stop' };

export type FromGenerator =
  | { type: 'ready' }
  | { type: 'receiving'; index: number; port: number }
  /** The first frame with another face leaves now, on the host's monotonic clock. */
  | { type: 'switched'; index: number; emotion: EmotionName; atMs: number }
  | { type: 'gaps'; longestMs: number[]; stalls: number }
  /** Since the last question: top-layer packets sent and received of all cameras, and how long frames took to come, ms. */
  | { type: 'ways'; sent: number; received: number; latencyMs: number[] };

export type ToHost =
  /** Opens a plain RTP transport in a participant's place; `remotePort` where the server is to send. */
  | { type: 'open'; n: number; callId: string; participantId: string; direction: 'send' | 'receive'; remotePort?: number }
  | { type: 'processes' }
  | { type: 'analyzers' }
  | FaultRequest
  | AccessRequest;

export type FromHost =
  | { type: 'ready'; url: string }
  | { type: 'failed'; message: string }
  | { type: 'opened'; n: number; transportId: string; port: number }
  | { type: 'analyzers'; analyzers: AnalyzerView[] }
  | { type: 'processes'; server: number; workers: number[]; analyzer: number | null; framesDropped: number; framesSampled: number }
  | FaultAnswer
  | AccessAnswer;
