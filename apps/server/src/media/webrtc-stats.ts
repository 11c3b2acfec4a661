import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { types as mediasoup } from 'mediasoup';
import { Metrics } from '../observing/metrics.ts';
import { MediaService } from './media.service.ts';

const EVERY_MS = 5_000;
/** RTCP tells the share of lost packets in 256ths (RFC 3550, 6.4.1). */
const FRACTION = 256;
const CLOCK_RATES: Record<string, number> = { audio: 48_000, video: 90_000 };

/** How one call's media fare, over all that flows in it. */
export interface CallFigures {
  /** Packets lost lately on the worst of its tracks, 0-1; null while nothing flows. */
  lossRatio: number | null;
  jitterMs: number | null;
  /** To the participant it takes longest to. */
  roundTripMs: number | null;
  /** From the participants to this server, and from it to them. */
  bitsPerSecondIn: number;
  bitsPerSecondOut: number;
}

interface Flow {
  direction: 'in' | 'out';
  kind: mediasoup.MediaKind;
  lossRatio: number;
  jitterSeconds: number;
  roundTripSeconds: number | null;
  bitsPerSecond: number;
}

/**
 * Asks mediasoup every five seconds what flows. Prometheus gets distributions over all calls of this node; one call's own figures are kept for the
 * status page alone, so that no id of a call becomes a label.
 */
@Injectable()
export class WebRtcStats implements OnModuleInit, OnApplicationShutdown {
  readonly #calls = new Map<string, CallFigures>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(
    private readonly media: MediaService,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const labels = ['direction', 'kind'] as const;
    const loss = this.metrics.histogram({
      name: 'attune_webrtc_loss_ratio',
      help: 'Share of packets lost on a track; sampled every 5 s.',
      labels,
      buckets: [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
    });
    const jitter = this.metrics.histogram({
      name: 'attune_webrtc_jitter_seconds',
      help: 'Jitter of a track; sampled every 5 s.',
      labels,
      buckets: [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5],
    });
    const roundTrip = this.metrics.histogram({
      name: 'attune_webrtc_round_trip_seconds',
      help: 'Round trip between this server and a participant; sampled every 5 s.',
      labels,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2],
    });
    const bitrate = this.metrics.histogram({
      name: 'attune_webrtc_bitrate_bits_per_second',
      help: 'Bit rate of a track; sampled every 5 s.',
      labels,
      buckets: [16_000, 32_000, 64_000, 150_000, 300_000, 600_000, 1_200_000, 2_500_000, 5_000_000],
    });
    const observe = ({ direction, kind, lossRatio, jitterSeconds, roundTripSeconds, bitsPerSecond }: Flow) => {
      loss.observe({ direction, kind }, lossRatio);
      jitter.observe({ direction, kind }, jitterSeconds);
      if (roundTripSeconds !== null) roundTrip.observe({ direction, kind }, roundTripSeconds);
      bitrate.observe({ direction, kind }, bitsPerSecond);
    };
    this.#timer = setInterval(() => void this.#look(observe), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** Of the last look; undefined before the first one. */
  of(callId: string): CallFigures | undefined {
    return this.#calls.get(callId);
  }

  async #look(observe: (flow: Flow) => void): Promise<void> {
    // A worker that is slow to answer is not asked again meanwhile.
    if (this.#looking) return;
    this.#looking = true;
    const calls = this.media.flows();
    const known = new Set(calls.map(({ callId }) => callId));
    for (const callId of this.#calls.keys()) if (!known.has(callId)) this.#calls.delete(callId);
    for (const { callId, flows } of calls) {
      // A track that ends while it is asked is not counted.
      const asked = await Promise.allSettled(
        flows.map(async ({ direction, track }) => toFlow(direction, track.kind, await track.getStats())),
      );
      const current = asked.flatMap((one) => (one.status === 'fulfilled' && one.value !== null ? [one.value] : []));
      for (const flow of current) observe(flow);
      this.#calls.set(callId, together(current));
    }
    this.#looking = false;
  }
}

type Stats = (mediasoup.ProducerStat | mediasoup.ConsumerStat)[];

/** Null where nothing has been received or sent yet. Of simulcast layers and a consumer's two ends, the ones that belong to this direction count. */
function toFlow(direction: 'in' | 'out', kind: mediasoup.MediaKind, stats: Stats): Flow | null {
  const own = stats.filter(({ type }) => type === (direction === 'in' ? 'inbound-rtp' : 'outbound-rtp'));
  const flowing = own.filter(({ bitrate }) => bitrate > 0);
  if (flowing.length === 0) return null;
  const roundTrips = flowing.flatMap(({ roundTripTime = 0 }) => (roundTripTime > 0 ? [roundTripTime / 1_000] : []));
  return {
    direction,
    kind,
    lossRatio: Math.max(...flowing.map(({ fractionLost }) => fractionLost)) / FRACTION,
    jitterSeconds: Math.max(...flowing.map(({ jitter }) => jitter)) / (CLOCK_RATES[kind] ?? 90_000),
    roundTripSeconds: roundTrips.length === 0 ? null : Math.max(...roundTrips),
    bitsPerSecond: flowing.reduce((sum, { bitrate }) => sum + bitrate, 0),
  };
}

function together(flows: Flow[]): CallFigures {
  const worst = (of: (flow: Flow) => number | null) => {
    const values = flows.map(of).filter((value) => value !== null);
    return values.length === 0 ? null : Math.max(...values);
  };
  const inMs = (seconds: number | null) => (seconds === null ? null : seconds * 1_000);
  const sum = (direction: 'in' | 'out') =>
    flows.filter((flow) => flow.direction === direction).reduce((bits, { bitsPerSecond }) => bits + bitsPerSecond, 0);
  return {
    lossRatio: worst(({ lossRatio }) => lossRatio),
    jitterMs: inMs(worst(({ jitterSeconds }) => jitterSeconds)),
    roundTripMs: inMs(worst(({ roundTripSeconds }) => roundTripSeconds)),
    bitsPerSecondIn: sum('in'),
    bitsPerSecondOut: sum('out'),
  };
}
