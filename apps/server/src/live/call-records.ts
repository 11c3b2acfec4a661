import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import { LiveStates, type ParticipantState } from '../calls/live-states.ts';
import type { Member, Room } from '../calls/room.ts';

/**
 * Changes the states of a call and its participants: in memory at once, and owed to the database. What is decided here holds before
 * anything else runs, so that two requests at the same time never see half of it.
 */
@Injectable()
export class CallRecords {
  constructor(
    private readonly states: LiveStates,
    private readonly audit: AuditService,
  ) {}

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

  /** A call that nobody ended by a request has ended by itself. */
  logEndByItself(room: Room): void {
    void this.audit.record({ actor: { kind: 'system', id: null }, action: 'call-ended', callId: room.id });
  }
}
