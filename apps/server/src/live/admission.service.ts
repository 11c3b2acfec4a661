import { SafeEmitter } from '../events/safe-emitter.ts';
import { Injectable } from '@nestjs/common';
import type { Member, Room } from '../calls/room.ts';
import { RoomRegistry } from '../calls/room-registry.ts';
import { conflict, forbidden, gone, notFound } from '../http/api-exception.ts';
import { MediaService } from '../media/media.service.ts';
import { CallLifeService } from './call-life.service.ts';
import { CallRecords } from './call-records.ts';
import { GraceTimers } from './grace-timers.ts';
import { LiveConsentService } from './live-consent.service.ts';

interface AdmissionEvents {
  removed: [room: Room, member: Member];
  sentBack: [room: Room, member: Member];
  denied: [room: Room, member: Member];
  left: [room: Room, member: Member];
}

/**
 * Who comes and goes: the waiting room, admission, leaving, lost connections. Each step decides and changes the room without waiting
 * for anything, so that of two at the same time the second sees what the first has done; what is decided is owed to the database.
 */
@Injectable()
export class AdmissionService {
  readonly events = new SafeEmitter<AdmissionEvents>();

  constructor(
    private readonly rooms: RoomRegistry,
    private readonly records: CallRecords,
    private readonly graces: GraceTimers,
    private readonly life: CallLifeService,
    private readonly consent: LiveConsentService,
    private readonly media: MediaService,
  ) {}

  /** A participant's socket is here. A participant who had been admitted goes straight back into the call. */
  arrive(room: Room, member: Member): void {
    this.graces.end(member);
    this.consent.unconfirm(member);
    const { row, presence } = member;
    if (row.admittedAt !== null && presence !== 'left') member.presence = 'connected';
    else if (row.waitingSince !== null) member.presence = 'waiting';
    else member.presence = 'checking';
    this.rooms.changed(room);
  }

  /** A participant's socket is gone. */
  lose(room: Room, member: Member): void {
    // A participant who cannot press Stop is not analysed.
    this.consent.unconfirm(member);
    if (member.presence === 'left' || room.status === 'ended') return;
    member.presence = 'away';
    this.graces.start(member, () => this.media.dropParticipant(room.id, member.row.id));
    this.rooms.changed(room);
  }

  ready(room: Room, member: Member): void {
    refuseEnded(room);
    if (member.row.deniedAt !== null || member.row.removedAt !== null) throw forbidden('The clinician did not let you in.', 'not-let-in');
    if (member.row.role === 'clinician') return this.#letIn(room, member);
    if (member.row.admittedAt !== null) {
      member.presence = 'connected';
      return this.rooms.changed(room);
    }
    member.presence = 'waiting';
    this.records.changeParticipant(member, { waitingSince: member.row.waitingSince ?? new Date() });
    this.rooms.changed(room);
  }

  admit(room: Room, participantId: string): void {
    refuseEnded(room);
    const member = this.#other(room, participantId);
    if (member.row.admittedAt !== null) return;
    if (member.row.waitingSince === null) throw conflict('not-waiting', 'This person is not ready yet. Admit them once they wait.');
    this.#letIn(room, member);
  }

  deny(room: Room, participantId: string): void {
    refuseEnded(room);
    const member = this.#other(room, participantId);
    if (member.row.admittedAt !== null) throw conflict('already-admitted', 'This person is in the call already.');
    member.presence = 'left';
    this.records.changeParticipant(member, { deniedAt: new Date(), waitingSince: null });
    this.events.safeEmit('denied', room, member);
    this.rooms.changed(room);
  }

  leave(room: Room, member: Member): void {
    member.presence = 'left';
    this.consent.unconfirm(member);
    this.graces.end(member);
    this.media.dropParticipant(room.id, member.row.id);
    // Who comes back is let in anew. A clinician lets themself in.
    if (member.row.role === 'clinician') this.records.changeParticipant(member, { waitingSince: null });
    else this.#endAdmission(room, member, { waitingSince: null });
    this.events.safeEmit('left', room, member);
    this.rooms.changed(room);
  }

  /** Back into the waiting room, at any time. Picture, sound and analysis stop at once. */
  sendBack(room: Room, participantId: string): void {
    refuseEnded(room);
    const member = this.#guest(room, participantId);
    if (member.row.admittedAt === null) throw conflict('not-admitted', 'This person is not in the call.');
    if (member.presence === 'connected') member.presence = 'waiting';
    this.#endAdmission(room, member, { waitingSince: new Date() });
    this.events.safeEmit('sentBack', room, member);
    this.rooms.changed(room);
  }

  /** Out of the call or the waiting room. The key opens nothing any more: who asks again by the link waits for a new decision. */
  remove(room: Room, participantId: string): void {
    refuseEnded(room);
    const member = this.#guest(room, participantId);
    member.presence = 'left';
    this.graces.end(member);
    this.#endAdmission(room, member, { waitingSince: null, removedAt: new Date() });
    this.events.safeEmit('removed', room, member);
    this.rooms.changed(room);
  }

  #endAdmission(room: Room, member: Member, change: Partial<Member['row']>): void {
    this.records.changeParticipant(member, { ...change, admittedAt: null });
    this.media.dropParticipant(room.id, member.row.id);
    this.consent.apply(room, member);
  }

  #guest(room: Room, participantId: string): Member {
    const member = this.#other(room, participantId);
    if (member.row.role === 'clinician') throw forbidden('A clinician cannot be sent away.');
    return member;
  }

  #letIn(room: Room, member: Member): void {
    if (member.presence !== 'away') member.presence = 'connected';
    if (member.row.admittedAt === null) this.records.changeParticipant(member, admission(member));
    if (room.status === 'open' && member.row.role !== 'clinician') this.life.start(room);
    this.consent.apply(room, member);
    this.rooms.changed(room);
  }

  #other(room: Room, participantId: string): Member {
    const member = room.members.get(participantId);
    if (member === undefined || member.row.deniedAt !== null || member.row.removedAt !== null)
      throw notFound('participant-unknown', 'This person is not in the call any more.');
    return member;
  }
}

function admission({ row }: Member) {
  const now = new Date();
  return { admittedAt: now, firstAdmittedAt: row.firstAdmittedAt ?? now, waitingSince: null };
}

/** A request may be on its way when the call ends. */
function refuseEnded(room: Room): void {
  if (room.status === 'ended') throw gone('call-ended', 'This call has ended.');
}
