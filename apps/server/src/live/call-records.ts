import { Injectable } from '@nestjs/common';
import { type Actor, type AuditAction, AuditService } from '../audit/audit.service.ts';
import { LiveStates, type ParticipantState } from '../calls/live-states.ts';
import type { Member, Room } from '../calls/room.ts';
import { StorageHealth } from '../storage/storage-health.ts';

/**
 * Changes the states of a call and its participants: in memory at once, and owed to the database. What is decided here holds before
 * anything else runs, so that two requests at the same time never see half of it.
 */
@Injectable()
export class CallRecords {
  constructor(private readonly states: LiveStates, private readonly audit: AuditService, private readonly health: StorageHealth) {}

  changeParticipant(member: Member, change: Partial<Omit<ParticipantState, 'id'>>): void {
    member.row = { ...member.row, ...change };
    this.states.setParticipant(member.row.callId, member.row);
  }

  /** To be called after the room's status, times or occupancy changed. */
  changed(room: Room): void {
    this.states.setCall(room.id, room.state());
  }

  /** Whether the database has everything of this call. */
  isSettled(room: Room): boolean {
    return this.states.isSettled(room.id);
  }

  /** Adds to the log of the call what a participant did. */
  log(actor: Member, action: AuditAction, room: Room, about?: Member): void {
    void this.health.attempt(() => this.audit.record({
      actor: { kind: 'participant', id: actor.row.id }, action, callId: room.id, ...(about && { detail: { participantId: about.row.id } }),
    }));
  }

  logEnd(room: Room, by: Actor): void {
    void this.health.attempt(() => this.audit.record({ actor: by, action: 'call-ended', callId: room.id }));
  }
}
