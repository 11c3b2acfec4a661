import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ConsentAnswer } from '#contracts/consent';
import { AnalysisService } from '../analysis/analysis.service.ts';
import type { LiveParticipant, LiveCall } from '../calls/live-call.ts';
import { LiveCalls } from '../calls/live-calls.ts';
import { ConsentService } from '../consent/consent.service.ts';
import { ErasureService } from '../consent/erasure.service.ts';
import { SpeechService } from '../speech/speech.service.ts';
import { TranscriptService } from '../transcript/transcript.service.ts';
import { CallSockets } from './call-sockets.ts';

type SetConsent = Parameters<ConsentService['decide']>[1];
type ConfirmConsent = Parameters<ConsentService['confirm']>[1];

/** What consent, which `consent/` decides about, means for a call that goes on. */
@Injectable()
export class LiveConsentService implements OnModuleInit {
  constructor(
    private readonly liveCalls: LiveCalls,
    private readonly consent: ConsentService,
    private readonly erasures: ErasureService,
    private readonly analysis: AnalysisService,
    private readonly speech: SpeechService,
    private readonly transcript: TranscriptService,
    private readonly sockets: CallSockets,
  ) {}

  onModuleInit(): void {
    this.consent.onChanged(({ callId, participantId }) => {
      const liveCall = this.liveCalls.find(callId);
      const participant = liveCall?.participants.get(participantId);
      if (liveCall === undefined || participant === undefined) return;
      this.apply(liveCall, participant);
      this.liveCalls.changed(liveCall);
    });
    this.erasures.events.on('ordered', ({ callId, participantId }) => {
      const liveCall = this.liveCalls.find(callId);
      if (liveCall !== undefined) this.sockets.toClinicians(liveCall, 'samplesErased', { participantId });
    });
  }

  /** A stop holds when this returns, before it resolves. */
  set(participant: LiveParticipant, request: SetConsent): Promise<ConsentAnswer> {
    return this.consent.decide(participant.row, request);
  }

  confirm(participant: LiveParticipant, request: ConfirmConsent): Promise<ConsentAnswer> {
    return this.consent.confirm(participant.row, request);
  }

  /** The participant's client is gone, or a new connection of theirs has not confirmed anything yet: nothing is analysed until it does. */
  unconfirm(participant: LiveParticipant): void {
    this.consent.disconnect(participant.row);
  }

  /** The one place where a participant becomes analysed or listened to: admitted to a live call, with a grant that the consent service has made. */
  apply(liveCall: LiveCall, { row }: LiveParticipant): void {
    const isIn = liveCall.status === 'live' && row.admittedAt !== null;
    const expression = this.consent.grantOf(row, 'expression');
    if (isIn && expression !== null) this.analysis.analyse(expression);
    else this.analysis.stop(liveCall.id, row.id);
    const transcription = this.consent.grantOf(row, 'transcription');
    if (isIn && transcription !== null) this.speech.transcribe(transcription);
    else this.speech.stop(liveCall.id, row.id);
  }

  erase(liveCall: LiveCall, participant: LiveParticipant): Promise<{ erased: number; done: boolean }> {
    return this.erasures.erase(participant.row, liveCall.nowMs(), 'call');
  }

  /** Deletes the participant's words from transcript and screens. */
  async eraseWords(liveCall: LiveCall, { row }: LiveParticipant): Promise<number> {
    const erased = await this.transcript.eraseHeard(liveCall.id, row.id);
    this.sockets.toConnected(liveCall, 'wordsErased', { participantId: row.id });
    return erased;
  }
}
