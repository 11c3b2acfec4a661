import { EventEmitter } from 'node:events';
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
  readonly events = new EventEmitter<{ ended: [room: Room, atMs: number | null] }>();

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
  async start(room: Room): Promise<void> {
    room.status = 'live';
    room.startedAt = new Date();
    room.clock = new CallClock();
    await this.records.started(room);
    this.#runClock(room);
  }

  /** Ends the call for all. Media and analysis stop even if the end cannot be stored. */
  async end(room: Room, by: { kind: 'account'; id: string }): Promise<void> {
    if (room.status === 'ended') return;
    const atMs = room.nowMs();
    room.status = 'ended';
    room.endedAt = new Date();
    for (const member of room.members.values()) {
      this.graces.end(member);
      member.presence = 'left';
    }
    this.analysis.closeCall(room.id);
    this.media.closeCall(room.id);
    await this.timeline.closeCall(room.id);
    await this.records.ended(room, atMs);
    await this.records.logEnd(room, by);
    this.rooms.remove(room.id);
    this.events.emit('ended', room, atMs);
  }

  #runClock(room: Room): void {
    if (room.clock === null) return;
    this.timeline.openCall(room.id, room.clock);
    this.analysis.openCall(room.id, room.clock);
    for (const member of room.members.values()) this.consent.apply(room, member);
  }
}
