import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import { LiveStates, type ParticipantState } from '../calls/live-states.ts';
import type { LiveParticipant, LiveCall } from '../calls/live-call.ts';

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

  changeParticipant(participant: LiveParticipant, change: Partial<Omit<ParticipantState, 'id'>>): void {
    participant.row = { ...participant.row, ...change };
    this.states.setParticipant(participant.row.callId, participant.row);
  }

  /** To be called after the live call's status, times or occupancy changed. */
  changed(liveCall: LiveCall): void {
    this.states.setCall(liveCall.id, liveCall.state());
  }

  /** Whether the database has everything of this call. */
  isSettled(liveCall: LiveCall): boolean {
    return this.states.isSettled(liveCall.id);
  }

  /** A call that nobody ended by a request has ended by itself. */
  logEndByItself(liveCall: LiveCall): void {
    void this.audit.record({ actor: { kind: 'system', id: null }, action: 'call-ended', callId: liveCall.id });
  }
}
