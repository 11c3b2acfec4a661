import { Injectable } from '@nestjs/common';
import type { Marker } from '#contracts/call';
import type { Caption, CaptionSegment } from '#contracts/transcript';
import type { Member, Room } from '../calls/room.ts';
import { ApiException, conflict } from '../http/api-exception.ts';
import { StorageHealth } from '../storage/storage-health.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { TranscriptService } from '../transcript/transcript.service.ts';

/** What participants add to a call while it is live: markers and captions. */
@Injectable()
export class CallContentService {
  constructor(private readonly health: StorageHealth, private readonly timeline: TimelineService, private readonly transcript: TranscriptService) {}

  async addMarker(room: Room, text: string): Promise<Marker> {
    const atMs = room.nowMs();
    if (atMs === null) throw conflict('call-not-live', 'The call has not started. Markers can be set once somebody is admitted.');
    let marker: Marker | undefined;
    await this.health.attempt(async () => { marker = await this.timeline.addMarker(room.id, atMs, text); });
    if (marker === undefined) throw new ApiException(503, 'storage-failed', 'The marker could not be stored. Ask whoever runs Attune to look at the disk.');
    return marker;
  }

  /** The caption as everybody in the call sees it. */
  async caption(room: Room, member: Member, segment: CaptionSegment): Promise<Caption> {
    const nowMs = room.nowMs();
    if (nowMs === null) throw conflict('call-not-live', 'Captions can be sent once the call has started.');
    const endMs = Math.min(segment.endMs, nowMs);
    const said = { ...segment, startMs: Math.min(segment.startMs, endMs), endMs };
    if (said.final) await this.health.attempt(() => this.transcript.addCaption(room.id, member.row.id, member.row.name, said));
    return { ...said, participantId: member.row.id, speaker: member.row.name };
  }
}
