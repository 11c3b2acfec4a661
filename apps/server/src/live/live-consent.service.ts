import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ConsentAnswer } from '#contracts/consent';
import { AnalysisService } from '../analysis/analysis.service.ts';
import type { Member, Room } from '../calls/room.ts';
import { RoomRegistry } from '../calls/room-registry.ts';
import { ConsentService } from '../consent/consent.service.ts';
import { ErasureService } from '../consent/erasure.service.ts';
import { CallSockets } from './call-sockets.ts';

type SetConsent = Parameters<ConsentService['decide']>[1];
type ConfirmConsent = Parameters<ConsentService['confirm']>[1];

/** What consent, which its own room decides about, means for a call that goes on. */
@Injectable()
export class LiveConsentService implements OnModuleInit {
  constructor(
    private readonly rooms: RoomRegistry,
    private readonly consent: ConsentService,
    private readonly erasures: ErasureService,
    private readonly analysis: AnalysisService,
    private readonly sockets: CallSockets,
  ) {}

  onModuleInit(): void {
    this.consent.onChanged(({ callId, participantId }) => {
      const room = this.rooms.find(callId);
      const member = room?.members.get(participantId);
      if (room === undefined || member === undefined) return;
      this.apply(room, member);
      this.rooms.changed(room);
    });
    this.erasures.events.on('ordered', ({ callId, participantId }) => {
      const room = this.rooms.find(callId);
      if (room !== undefined) this.sockets.toClinicians(room, 'samplesErased', { participantId });
    });
  }

  /** A stop holds when this returns, before it resolves. */
  set(member: Member, request: SetConsent): Promise<ConsentAnswer> {
    return this.consent.decide(member.row, request);
  }

  confirm(member: Member, request: ConfirmConsent): Promise<ConsentAnswer> {
    return this.consent.confirm(member.row, request);
  }

  /** The participant's client is gone, or a new connection of theirs has not confirmed anything yet: nothing is analysed until it does. */
  unconfirm(member: Member): void {
    this.consent.disconnect(member.row);
  }

  /** The one place where a participant becomes analysed: admitted to a live call, with a grant that the consent room has made. */
  apply(room: Room, { row }: Member): void {
    const grant = this.consent.grantOf(row, 'expression');
    if (room.status === 'live' && row.admittedAt !== null && grant !== null) this.analysis.analyse(grant);
    else this.analysis.stop(room.id, row.id);
  }

  erase(room: Room, member: Member): Promise<{ erased: number; done: boolean }> {
    return this.erasures.erase(member.row, room.nowMs(), 'call');
  }
}
