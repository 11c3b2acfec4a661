import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LiveCalls } from '../calls/live-calls.ts';
import { SpeechService } from '../speech/speech.service.ts';
import { TranscriptService } from '../transcript/transcript.service.ts';
import { CallSockets } from './call-sockets.ts';

/** Puts what is heard in a live call into its transcript, and shows it to everybody in the call. */
@Injectable()
export class SpeechIntake implements OnModuleInit {
  constructor(
    private readonly liveCalls: LiveCalls,
    private readonly speech: SpeechService,
    private readonly transcript: TranscriptService,
    private readonly sockets: CallSockets,
  ) {}

  onModuleInit(): void {
    this.speech.on('status', () => {
      for (const liveCall of this.liveCalls.live()) this.liveCalls.changed(liveCall);
    });
    this.speech.on('utterance', (grant, { id, startMs, endMs, text, words, confidence }) => {
      const liveCall = this.liveCalls.find(grant.callId);
      const speaker = liveCall?.participants.get(grant.participantId)?.row.name;
      if (liveCall === undefined || speaker === undefined) return;
      const said = { text, startMs, endMs, confidence };
      this.transcript.addHeard(grant, speaker, { ...said, words });
      this.sockets.toConnected(liveCall, 'caption', { ...said, segmentId: id, final: true, participantId: grant.participantId, speaker });
    });
  }
}
