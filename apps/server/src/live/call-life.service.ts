import { SafeEmitter } from '../events/safe-emitter.ts';
import { Injectable } from '@nestjs/common';
import { AnalysisService } from '../analysis/analysis.service.ts';
import { CallClock } from '../calls/call-clock.ts';
import type { LiveCall } from '../calls/live-call.ts';
import { LiveCalls } from '../calls/live-calls.ts';
import { MediaService } from '../media/media.service.ts';
import { SpeechService } from '../speech/speech.service.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { CallRecords } from './call-records.ts';
import { GraceTimers } from './grace-timers.ts';
import { LiveConsentService } from './live-consent.service.ts';

/** When a call becomes live and when it ends. */
@Injectable()
export class CallLifeService {
  readonly events = new SafeEmitter<{ ended: [liveCall: LiveCall, atMs: number | null] }>();

  constructor(
    private readonly liveCalls: LiveCalls,
    private readonly records: CallRecords,
    private readonly graces: GraceTimers,
    private readonly consent: LiveConsentService,
    private readonly media: MediaService,
    private readonly analysis: AnalysisService,
    private readonly speech: SpeechService,
    private readonly timeline: TimelineService,
  ) {
    this.liveCalls.events.on('restored', (liveCall) => this.#runClock(liveCall));
    this.liveCalls.events.on('dropped', (liveCall) => this.#letGo(liveCall));
  }

  /** The call is live from the moment the first patient or guest is let in. */
  start(liveCall: LiveCall): void {
    liveCall.status = 'live';
    liveCall.startedAt = new Date();
    liveCall.clock = new CallClock();
    this.#runClock(liveCall);
    this.records.changed(liveCall);
  }

  /**
   * Ends the call for all, at the moment the last person left it if nobody is in it any more. Waits for nothing: whoever reads the call
   * sees its end, stored or not yet.
   */
  end(liveCall: LiveCall): void {
    if (liveCall.status === 'ended') return;
    const atMs = liveCall.occupiedMs();
    liveCall.status = 'ended';
    liveCall.durationMs = atMs;
    liveCall.endedAt = liveCall.startedAt === null || atMs === null ? new Date() : new Date(liveCall.startedAt.getTime() + atMs);
    for (const participant of liveCall.participants.values()) {
      this.graces.end(participant);
      participant.presence = 'left';
    }
    this.#close(liveCall);
    this.records.changed(liveCall);
    this.liveCalls.remove(liveCall.id);
    this.events.safeEmit('ended', liveCall, atMs);
  }

  /** Nothing of the call goes on here: another server has it. */
  #letGo(liveCall: LiveCall): void {
    for (const participant of liveCall.participants.values()) this.graces.end(participant);
    this.#close(liveCall);
  }

  #close({ id }: LiveCall): void {
    this.analysis.closeCall(id);
    this.speech.closeCall(id);
    this.media.closeCall(id);
    this.timeline.closeCall(id);
  }

  #runClock(liveCall: LiveCall): void {
    if (liveCall.clock === null) return;
    this.timeline.openCall(liveCall.id, liveCall.clock);
    this.analysis.openCall(liveCall.id, liveCall.clock);
    this.speech.openCall(liveCall.id, liveCall.clock);
    for (const participant of liveCall.participants.values()) this.consent.apply(liveCall, participant);
  }
}
