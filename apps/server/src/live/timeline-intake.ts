import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EmotionSample } from '#contracts/emotion';
import { AnalysisService } from '../analysis/analysis.service.ts';
import type { LiveCall } from '../calls/live-call.ts';
import { LiveCalls } from '../calls/live-calls.ts';
import { ConsentService } from '../consent/consent.service.ts';
import { SafeEmitter } from '../events/safe-emitter.ts';
import { MediaService } from '../media/media.service.ts';
import { TimelineService } from '../timeline/timeline.service.ts';

/** Puts what is inferred and who speaks in a live call on its timeline, as far as consent goes. */
@Injectable()
export class TimelineIntake implements OnModuleInit {
  /** `samples`: those of a participant that were taken, and may be shown to the call's clinicians. */
  readonly events = new SafeEmitter<{ samples: [liveCall: LiveCall, participantId: string, samples: EmotionSample[]] }>();

  constructor(
    private readonly liveCalls: LiveCalls,
    private readonly media: MediaService,
    private readonly analysis: AnalysisService,
    private readonly timeline: TimelineService,
    private readonly consent: ConsentService,
  ) {}

  onModuleInit(): void {
    this.media.on('activeSpeaker', ({ callId, participantId }) => {
      if (this.liveCalls.find(callId) !== undefined) this.timeline.speaks(callId, participantId);
    });
    this.analysis.on('samples', ({ callId, participantId, samples }) => this.#take(callId, participantId, samples));
  }

  #take(callId: string, participantId: string, samples: EmotionSample[]): void {
    const liveCall = this.liveCalls.find(callId);
    const participant = liveCall?.participants.get(participantId);
    if (liveCall === undefined || participant === undefined || participant.row.role === 'clinician') return;
    // What was inferred before a withdrawal and arrives after it is dropped; that nothing is inferred may be told.
    const grant = this.consent.grantOf(participant.row, 'expression');
    const allowed =
      grant !== null ? samples : samples.filter((sample) => sample.state === 'paused' && sample.smoothed === null && sample.raw === null);
    if (allowed.length === 0) return;
    if (grant !== null) this.timeline.addSamples(grant, this.analysis.classes(), allowed);
    else this.timeline.addPauses(callId, participantId, this.analysis.classes(), allowed);
    this.events.safeEmit('samples', liveCall, participantId, allowed);
  }
}
