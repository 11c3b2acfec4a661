import { Injectable } from '@nestjs/common';
import type { Marker } from '#contracts/call';
import type { Caption, CaptionSegment } from '#contracts/transcript';
import type { LiveParticipant, LiveCall } from '../calls/live-call.ts';
import { conflict, forbidden } from '../http/api-exception.ts';
import { SpeechService } from '../speech/speech.service.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { TranscriptService } from '../transcript/transcript.service.ts';

/** What participants add to a call while it is live: markers and captions. */
@Injectable()
export class CallContentService {
  constructor(
    private readonly timeline: TimelineService,
    private readonly transcript: TranscriptService,
    private readonly speech: SpeechService,
  ) {}

  addMarker(liveCall: LiveCall, text: string): Marker {
    const atMs = liveCall.nowMs();
    if (atMs === null) throw conflict('call-not-live', 'The call has not started. Markers can be set once somebody is admitted.');
    return this.timeline.addMarker(liveCall.id, atMs, text);
  }

  /** The caption as everybody in the call sees it. Throws 403 unless the administrator lets browsers caption. */
  caption(liveCall: LiveCall, participant: LiveParticipant, segment: CaptionSegment): Caption {
    if (!this.speech.status().browser)
      throw forbidden('Captions by the browser are off on this server, as they send the sound to the browser’s maker.');
    const nowMs = liveCall.nowMs();
    if (nowMs === null) throw conflict('call-not-live', 'Captions can be sent once the call has started.');
    const endMs = Math.min(segment.endMs, nowMs);
    const said = { ...segment, startMs: Math.min(segment.startMs, endMs), endMs };
    if (said.final) this.transcript.addCaption(liveCall.id, participant.row.id, participant.row.name, said);
    return { ...said, participantId: participant.row.id, speaker: participant.row.name };
  }
}
