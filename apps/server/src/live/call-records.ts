import { Injectable } from '@nestjs/common';
import { type AuditAction, AuditService } from '../audit/audit.service.ts';
import { CallsRepository, type ParticipantRow } from '../calls/calls.repository.ts';
import type { Member, Room } from '../calls/room.ts';
import { StorageHealth } from '../storage/storage-health.ts';

/** Stores what changes in a running call. The call goes on whether that works or not. */
@Injectable()
export class CallRecords {
  constructor(private readonly calls: CallsRepository, private readonly audit: AuditService, private readonly health: StorageHealth) {}

  async changeParticipant(member: Member, change: Partial<ParticipantRow>): Promise<void> {
    member.row = { ...member.row, ...change };
    await this.health.attempt(() => this.calls.updateParticipant(member.row.id, change));
  }

  async started(room: Room): Promise<void> {
    await this.health.attempt(() => this.calls.update(room.id, { status: 'live', startedAt: room.startedAt }));
  }

  /** `durationMs`: length of the call; null if it never became live. */
  async ended(room: Room, durationMs: number | null): Promise<void> {
    await this.health.attempt(() => this.calls.update(room.id, { status: 'ended', endedAt: room.endedAt, durationMs }));
  }

  /** Adds to the log of the call what a participant did. */
  log(actor: Member, action: AuditAction, room: Room, about?: Member): void {
    void this.health.attempt(() => this.audit.record({
      actor: { kind: 'participant', id: actor.row.id }, action, callId: room.id, ...(about && { detail: { participantId: about.row.id } }),
    }));
  }

  async logEnd(room: Room, by: { kind: 'account'; id: string }): Promise<void> {
    await this.health.attempt(() => this.audit.record({ actor: by, action: 'call-ended', callId: room.id }));
  }
}
