import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../observing/metrics.ts';
import { AnalysisService, type TapStats } from './analysis.service.ts';

const STATES = ['off', 'starting', 'running', 'paused'] as const;
/** A tap that told nothing for so long is gone. */
const FORGET_AFTER_MS = 60_000;

interface Seen {
  stats: Pick<TapStats, 'framesReceived' | 'framesSampled' | 'framesDropped'>;
  at: number;
}

/** What the analyzer receives and how it fares. */
@Injectable()
export class AnalysisMetrics implements OnModuleInit {
  /** By participant: a tap counts from its own opening, Prometheus from the server's start. */
  readonly #seen = new Map<string, Seen>();

  constructor(
    private readonly analysis: AnalysisService,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge({ name: 'attune_taps', help: 'Cameras that the analyzer receives.' }, () => [
      { value: this.analysis.figures().taps },
    ]);
    this.metrics.gauge({ name: 'attune_analyzer_state', help: '1 for the state that the analyzer is in.', labels: ['state'] }, () =>
      STATES.map((state) => ({ labels: { state }, value: this.analysis.figures().state === state ? 1 : 0 })),
    );
    this.metrics.total({ name: 'attune_analyzer_restarts_total', help: 'Times the analyzer ended and was started again.' }, () => [
      { value: this.analysis.figures().restarts },
    ]);
    const frames = this.metrics.counter({
      name: 'attune_frames_total',
      help: 'Frames of tapped cameras: received, sampled, or dropped because inference was still busy.',
      labels: ['what'],
    });
    for (const what of ['received', 'sampled', 'dropped']) frames.inc({ what }, 0);
    this.analysis.on('stats', (stats) => {
      const { framesReceived, framesSampled, framesDropped } = this.#since(stats);
      frames.inc({ what: 'received' }, framesReceived);
      frames.inc({ what: 'sampled' }, framesSampled);
      frames.inc({ what: 'dropped' }, framesDropped);
    });
  }

  /** What came since the last time. */
  #since(stats: TapStats): Seen['stats'] {
    const now = performance.now();
    for (const [key, { at }] of this.#seen) if (now - at > FORGET_AFTER_MS) this.#seen.delete(key);
    const before = this.#seen.get(stats.participantId)?.stats;
    this.#seen.set(stats.participantId, { stats, at: now });
    // A tap that was opened anew counts from 0.
    if (before === undefined || stats.framesReceived < before.framesReceived) return stats;
    return {
      framesReceived: stats.framesReceived - before.framesReceived,
      framesSampled: Math.max(0, stats.framesSampled - before.framesSampled),
      framesDropped: Math.max(0, stats.framesDropped - before.framesDropped),
    };
  }
}
