import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { RequestOf } from '#contracts/socket-events';
import { AnalysisService } from '../analysis/analysis.service.ts';
import { AuditService } from '../audit/audit.service.ts';
import type { Member, Room } from '../calls/room.ts';
import { RoomRegistry } from '../calls/room-registry.ts';
import { ApiException } from '../http/api-exception.ts';
import { StorageHealth } from '../storage/storage-health.ts';
import { TimelineService } from '../timeline/timeline.service.ts';

const RETRY_MS = 2_000;

/** Participants' decisions on expression analysis during a call, and what follows from them. */
@Injectable()
export class LiveConsentService {
  constructor(
    private readonly rooms: RoomRegistry,
    private readonly health: StorageHealth,
    private readonly audit: AuditService,
    private readonly analysis: AnalysisService,
    private readonly timeline: TimelineService,
  ) {}

  async set(room: Room, member: Member, { decision, wording, language }: RequestOf<'setConsent'>): Promise<void> {
    const record = () => this.audit.recordConsent({ callId: room.id, participantId: member.row.id, decision, wording, language });
    if (decision === 'granted') {
      // Without a log there is no consent.
      if (!await this.health.attempt(record)) throw new ApiException(503, 'storage-failed', 'Your decision could not be stored, so nothing is analysed. Try again later.');
      member.consent = decision;
      this.apply(room, member);
    } else {
      // Stopping waits for nothing.
      member.consent = decision;
      this.apply(room, member);
      // A withdrawal that is not stored would be forgotten by a restart, so it is tried until it is.
      if (!await this.health.attempt(record)) void this.#insist(record);
    }
    this.rooms.changed(room);
  }

  /** The one place where a participant becomes analysed: admitted, no clinician, consent granted and in force. */
  apply(room: Room, { row, consent }: Member): void {
    if (room.status === 'live') this.analysis.setConsent(room.id, row.id, row.role !== 'clinician' && row.admittedAt !== null && consent === 'granted');
  }

  async eraseSamples(room: Room, member: Member): Promise<number> {
    return this.timeline.erase(room.id, member.row.id);
  }

  async #insist(write: () => Promise<unknown>): Promise<void> {
    do await setTimeout(RETRY_MS, undefined, { ref: false });
    while (!await this.health.attempt(write));
  }
}
