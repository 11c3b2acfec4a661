import type { types as mediasoup } from 'mediasoup';
import type { z } from 'zod';
import type { FromAnalyzer, TapKind, toTaps } from '#contracts/analyzer-link';

export interface PreferredLayers {
  spatialLayer: number;
  temporalLayer: number;
}

/** What a tap's receiver is told of calls and taps, whatever it makes of them. */
export type TapMessage = z.input<(typeof toTaps)[number]>;
/** What it answers and asks for about them. */
export type TapRequest = Extract<FromAnalyzer, { type: 'connectTransport' | 'tapReady' | 'preferLayers' | 'tapExpired' }>;

/** The process that a call's taps lead to. */
export interface TapReceiver {
  /** How it receives. */
  tap: TapKind;
  send: (message: TapMessage) => void;
  /** What it can receive, once it has said; the same after every restart. */
  rtpCapabilities: () => mediasoup.RtpCapabilities | null;
  /** Whether a process is there to be sent anything. */
  present: () => boolean;
}

/** A camera or a microphone that a process receives: the server's side of it. */
export interface Tap {
  /** The consumer's id. */
  id: string;
  producerId: string;
  consumer: mediasoup.Consumer;
  paused: boolean;
  /** When it opened, resumed or last brought something, on the monotonic clock of this process. */
  aliveAt: number;
  /** It has brought something. */
  brought: boolean;
  /** The layers that were asked for last, and when the SFU was told, on the same clock. */
  preferred: PreferredLayers;
  preferredAt: number;
}

/** The SFU is given this long to switch to a higher layer before it is asked once more. */
const SWITCHES_WITHIN_MS = 2_000;

/** The analyzer wants other layers. */
export async function preferLayers(tap: Tap, { spatialLayer, temporalLayer }: PreferredLayers): Promise<void> {
  tap.preferred = { spatialLayer, temporalLayer };
  tap.preferredAt = performance.now();
  if (tap.consumer.type !== 'simple') await tap.consumer.setPreferredLayers(tap.preferred);
}

/**
 * Asks once more for a higher layer that could not be had when it was asked for. Where no bandwidth is estimated, mediasoup does not look
 * again by itself, and asking for the same again is nothing new to it: so it is asked for a lower one in between.
 */
export async function insistOnLayers(tap: Tap): Promise<void> {
  const { consumer, preferred, paused, preferredAt } = tap;
  const current = consumer.currentLayers?.spatialLayer;
  if (paused || current === undefined || current >= preferred.spatialLayer || performance.now() - preferredAt < SWITCHES_WITHIN_MS) return;
  tap.preferredAt = performance.now();
  await consumer.setPreferredLayers({ ...preferred, spatialLayer: preferred.spatialLayer - 1 });
  if (tap.preferred === preferred && !consumer.closed) await consumer.setPreferredLayers(preferred);
}
