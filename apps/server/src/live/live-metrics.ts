import { Injectable, type OnModuleInit } from '@nestjs/common';
import { consentScope } from '#contracts/consent';
import { sampleState } from '#contracts/emotion';
import { LiveCalls } from '../calls/live-calls.ts';
import type { LiveParticipant } from '../calls/live-call.ts';
import { ConsentService } from '../consent/consent.service.ts';
import { Metrics } from '../observing/metrics.ts';
import { Readiness } from '../observing/readiness.ts';
import { CallSockets } from './call-sockets.ts';
import { TimelineIntake } from './timeline-intake.ts';

const SECONDS = [0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5];
const ROLES = ['clinician', 'patient', 'guest'] as const;

/** The live calls of this node: how many, who is in them by role, what they consented to, and what comes of it. */
@Injectable()
export class LiveMetrics implements OnModuleInit {
  constructor(
    private readonly liveCalls: LiveCalls,
    private readonly consent: ConsentService,
    private readonly intake: TimelineIntake,
    private readonly sockets: CallSockets,
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.readiness.callsBy(() => this.liveCalls.live().length > 0);
    this.metrics.gauge({ name: 'attune_calls_live', help: 'Calls that are live on this node.' }, () => [
      { value: this.liveCalls.live().length },
    ]);
    this.metrics.gauge({ name: 'attune_participants', help: 'People connected to live calls, by role.', labels: ['role'] }, () =>
      ROLES.map((role) => ({ labels: { role }, value: this.#connected().filter(({ row }) => row.role === role).length })),
    );
    this.metrics.gauge({ name: 'attune_consents_in_force', help: 'Consents in force in live calls, by scope.', labels: ['scope'] }, () =>
      consentScope.options.map((scope) => ({
        labels: { scope },
        value: this.#connected().filter(({ row }) => this.consent.grantOf(row, scope) !== null).length,
      })),
    );
    this.metrics.gauge({ name: 'attune_socket_connections', help: 'Sockets of calls.' }, () => [{ value: this.sockets.count }]);
    this.#countSamples();
  }

  #countSamples(): void {
    const samples = this.metrics.counter({ name: 'attune_samples_total', help: 'Samples by state.', labels: ['state'] });
    for (const state of sampleState.options) samples.inc({ state }, 0);
    const latency = this.metrics.histogram({
      name: 'attune_raw_latency_seconds',
      help: 'From the capture of a frame to its estimate at this server.',
      buckets: SECONDS,
    });
    this.intake.events.on('samples', (liveCall, _participantId, taken) => {
      const nowMs = liveCall.nowMs();
      for (const { state, atMs, raw } of taken) {
        samples.inc({ state });
        if (raw !== null && nowMs !== null) latency.observe(Math.max(0, nowMs - atMs) / 1_000);
      }
    });
  }

  #connected(): LiveParticipant[] {
    return this.liveCalls.live().flatMap((liveCall) => liveCall.connected());
  }
}
