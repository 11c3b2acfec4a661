import { SafeEmitter } from '../events/safe-emitter.ts';
import { Injectable } from '@nestjs/common';
import { AnalysisService } from '../analysis/analysis.service.ts';
import { CallClock } from '../calls/call-clock.ts';
import type { Room } from '../calls/room.ts';
import { RoomRegistry } from '../calls/room-registry.ts';
import { MediaService } from '../media/media.service.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { CallRecords } from './call-records.ts';
import { GraceTimers } from './grace-timers.ts';
import { LiveConsentService } from './live-consent.service.ts';

/** When a call becomes live and when it ends. */
@Injectable()
export class CallLifeService {
  readonly events = new SafeEmitter<{ ended: [room: Room, atMs: number | null] }>();

  constructor(
    private readonly rooms: RoomRegistry,
    private readonly records: CallRecords,
    private readonly graces: GraceTimers,
    private readonly consent: LiveConsentService,
    private readonly media: MediaService,
    private readonly analysis: AnalysisService,
    private readonly timeline: TimelineService,
  ) {
    this.rooms.events.on('restored', (room) => this.#runClock(room));
  }

  /** The call is live from the moment the first patient or guest is let in. */
  start(room: Room): void {
    room.status = 'live';
    room.startedAt = new Date();
    room.clock = new CallClock();
    this.#runClock(room);
    this.records.changed(room);
  }

  /**
   * Ends the call for all, at the moment the last person left it if nobody is in it any more. Waits for nothing: whoever reads the call
   * sees its end, stored or not yet.
   */
  end(room: Room): void {
    if (room.status === 'ended') return;
    const atMs = room.occupiedMs();
    room.status = 'ended';
    room.durationMs = atMs;
    room.endedAt = room.startedAt === null || atMs === null ? new Date() : new Date(room.startedAt.getTime() + atMs);
    for (const member of room.members.values()) {
      this.graces.end(member);
      member.presence = 'left';
    }
    this.analysis.closeCall(room.id);
    this.media.closeCall(room.id);
    this.timeline.closeCall(room.id);
    this.records.changed(room);
    this.rooms.remove(room.id);
    this.events.safeEmit('ended', room, atMs);
  }

  #runClock(room: Room): void {
    if (room.clock === null) return;
    this.timeline.openCall(room.id, room.clock);
    this.analysis.openCall(room.id, room.clock);
    for (const member of room.members.values()) this.consent.apply(room, member);
  }
}
