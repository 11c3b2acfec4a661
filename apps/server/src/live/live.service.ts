import { EventEmitter } from 'node:events';
import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Marker } from '#contracts/call';
import type { Caption, CaptionSegment } from '#contracts/transcript';
import type { RequestOf } from '#contracts/socket-events';
import { AnalysisService } from '../analysis/analysis.service.ts';
import { type AuditAction, AuditService } from '../audit/audit.service.ts';
import { CallClock } from '../calls/call-clock.ts';
import { CallsRepository, type CallRow, type ParticipantRow } from '../calls/calls.repository.ts';
import type { Member, Room } from '../calls/room.ts';
import { RoomRegistry } from '../calls/room-registry.ts';
import { ApiException, conflict, forbidden, notFound } from '../http/api-exception.ts';
import { MediaService } from '../media/media.service.ts';
import { StorageHealth } from '../storage/storage-health.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { TranscriptService } from '../transcript/transcript.service.ts';

/** How long the transports of somebody who lost the connection are kept. */
const GRACE_MS = 20_000;
const RETRY_MS = 2_000;

interface LiveEvents {
  denied: [room: Room, member: Member];
  left: [room: Room, member: Member];
  ended: [room: Room, atMs: number | null];
}

/** What happens in a call while it goes on: who comes and goes, consent, markers, captions, its end. */
@Injectable()
export class LiveService {
  readonly events = new EventEmitter<LiveEvents>();
  readonly #graces = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly rooms: RoomRegistry,
    private readonly calls: CallsRepository,
    private readonly health: StorageHealth,
    private readonly audit: AuditService,
    private readonly media: MediaService,
    private readonly analysis: AnalysisService,
    private readonly timeline: TimelineService,
    private readonly transcript: TranscriptService,
  ) {
    this.rooms.events.on('restored', (room) => this.#runClock(room));
  }

  /** Somebody's socket is here. Whoever had been admitted goes straight back into the call. */
  arrive(room: Room, member: Member): void {
    this.#endGrace(member);
    const { row, presence } = member;
    if (row.admittedAt !== null && presence !== 'left') member.presence = 'connected';
    else if (row.waitingSince !== null) member.presence = 'waiting';
    else member.presence = 'checking';
    this.rooms.changed(room);
  }

  /** Somebody's socket is gone. */
  lose(room: Room, member: Member): void {
    if (member.presence === 'left' || room.status === 'ended') return;
    member.presence = 'away';
    this.#endGrace(member);
    this.#graces.set(member.row.id, startTimer(() => this.media.dropParticipant(room.id, member.row.id), GRACE_MS).unref());
    this.rooms.changed(room);
  }

  async ready(room: Room, member: Member): Promise<void> {
    if (member.row.role === 'clinician') return this.#letIn(room, member);
    if (member.row.admittedAt !== null) {
      member.presence = 'connected';
    } else {
      member.presence = 'waiting';
      await this.#store(member, { waitingSince: member.row.waitingSince ?? new Date() });
    }
    this.rooms.changed(room);
  }

  async admit(room: Room, clinician: Member, participantId: string): Promise<void> {
    const member = this.#other(room, clinician, participantId);
    if (member.row.admittedAt !== null) return;
    if (member.row.waitingSince === null) throw conflict('not-waiting', 'This person is not ready yet. Admit them once they wait.');
    await this.#letIn(room, member);
    this.#log(clinician, 'admitted', room, member);
  }

  async deny(room: Room, clinician: Member, participantId: string): Promise<void> {
    const member = this.#other(room, clinician, participantId);
    if (member.row.admittedAt !== null) throw conflict('already-admitted', 'This person is in the call already.');
    member.presence = 'left';
    await this.#store(member, { deniedAt: new Date(), waitingSince: null });
    this.events.emit('denied', room, member);
    this.#log(clinician, 'denied', room, member);
    this.rooms.changed(room);
  }

  /** Throws 403 for clinicians: they are never analysed, so there is nothing to consent to. */
  async setConsent(room: Room, member: Member, { decision, wording, language }: RequestOf<'setConsent'>): Promise<void> {
    if (member.row.role === 'clinician') throw forbidden('A clinician is never analysed, so there is nothing to consent to.');
    const record = () => this.audit.recordConsent({ callId: room.id, participantId: member.row.id, decision, wording, language });
    if (decision === 'granted') {
      // Without a log there is no consent.
      if (!await this.health.attempt(record)) throw new ApiException(503, 'storage-failed', 'Your decision could not be stored, so nothing is analysed. Try again later.');
      member.consent = decision;
      this.#applyConsent(room, member);
    } else {
      // Stopping waits for nothing.
      member.consent = decision;
      this.#applyConsent(room, member);
      // A withdrawal that is not stored would be forgotten by a restart, so it is tried until it is.
      if (!await this.health.attempt(record)) void this.#insist(record);
    }
    this.rooms.changed(room);
  }

  async eraseSamples(room: Room, member: Member): Promise<number> {
    const erased = await this.timeline.erase(room.id, member.row.id);
    await this.health.attempt(() => this.audit.record({ actor: { kind: 'participant', id: member.row.id }, action: 'samples-erased', callId: room.id, detail: { samples: erased } }));
    return erased;
  }

  async addMarker(room: Room, text: string): Promise<Marker> {
    const atMs = room.nowMs();
    if (atMs === null) throw conflict('call-not-live', 'The call has not started. Markers can be set once somebody is admitted.');
    let marker: Marker | undefined;
    await this.health.attempt(async () => { marker = await this.timeline.addMarker(room.id, atMs, text); });
    if (marker === undefined) throw new ApiException(503, 'storage-failed', 'The marker could not be stored. Ask whoever runs Attune to look at the disk.');
    return marker;
  }

  /** What everybody in the call sees of it. */
  async caption(room: Room, member: Member, segment: CaptionSegment): Promise<Caption> {
    const nowMs = room.nowMs();
    if (nowMs === null || member.presence !== 'connected') throw conflict('call-not-live', 'Captions can be sent once you are in a running call.');
    const endMs = Math.min(segment.endMs, nowMs);
    const said = { ...segment, startMs: Math.min(segment.startMs, endMs), endMs };
    if (said.final) await this.health.attempt(() => this.transcript.addCaption(room.id, member.row.id, member.row.name, said));
    return { ...said, participantId: member.row.id, speaker: member.row.name };
  }

  leave(room: Room, member: Member): void {
    member.presence = 'left';
    this.#endGrace(member);
    this.media.dropParticipant(room.id, member.row.id);
    if (member.row.waitingSince !== null) void this.#store(member, { waitingSince: null });
    this.#log(member, 'left', room);
    this.events.emit('left', room, member);
    this.rooms.changed(room);
  }

  /** Ends the call for all. Media and analysis stop even if the end cannot be stored. */
  async end(room: Room, by: { kind: 'account'; id: string }): Promise<void> {
    if (room.status === 'ended') return;
    const atMs = room.nowMs();
    room.status = 'ended';
    room.endedAt = new Date();
    for (const member of room.members.values()) {
      this.#endGrace(member);
      member.presence = 'left';
    }
    this.analysis.closeCall(room.id);
    this.media.closeCall(room.id);
    await this.timeline.closeCall(room.id);
    await this.health.attempt(() => this.calls.update(room.id, { status: 'ended', endedAt: room.endedAt, durationMs: atMs } satisfies Partial<CallRow>));
    await this.health.attempt(() => this.audit.record({ actor: by, action: 'call-ended', callId: room.id }));
    this.rooms.remove(room.id);
    this.events.emit('ended', room, atMs);
  }

  async #letIn(room: Room, member: Member): Promise<void> {
    if (member.presence !== 'away') member.presence = 'connected';
    if (member.row.admittedAt === null) await this.#store(member, { admittedAt: new Date(), waitingSince: null });
    if (room.status === 'open' && member.row.role !== 'clinician') await this.#start(room);
    this.#applyConsent(room, member);
    this.rooms.changed(room);
  }

  /** The call is live from the moment the first patient or guest is let in. */
  async #start(room: Room): Promise<void> {
    room.status = 'live';
    room.startedAt = new Date();
    room.clock = new CallClock();
    await this.health.attempt(() => this.calls.update(room.id, { status: 'live', startedAt: room.startedAt }));
    this.#runClock(room);
  }

  #runClock(room: Room): void {
    if (room.clock === null) return;
    this.timeline.openCall(room.id, room.clock);
    this.analysis.openCall(room.id, room.clock);
    for (const member of room.members.values()) this.#applyConsent(room, member);
  }

  /** The one place where a participant becomes analysed: admitted, no clinician, consent granted and in force. */
  #applyConsent(room: Room, { row, consent }: Member): void {
    if (room.status === 'live') this.analysis.setConsent(room.id, row.id, row.role !== 'clinician' && row.admittedAt !== null && consent === 'granted');
  }

  async #store(member: Member, change: Partial<ParticipantRow>): Promise<void> {
    member.row = { ...member.row, ...change };
    await this.health.attempt(() => this.calls.updateParticipant(member.row.id, change));
  }

  async #insist(write: () => Promise<unknown>): Promise<void> {
    do await setTimeout(RETRY_MS, undefined, { ref: false });
    while (!await this.health.attempt(write));
  }

  #log(actor: Member, action: AuditAction, room: Room, about?: Member): void {
    void this.health.attempt(() => this.audit.record({ actor: { kind: 'participant', id: actor.row.id }, action, callId: room.id, ...(about && { detail: { participantId: about.row.id } }) }));
  }

  #other(room: Room, clinician: Member, participantId: string): Member {
    if (clinician.row.role !== 'clinician') throw forbidden('Only the clinician can do this.');
    const member = room.members.get(participantId);
    if (member === undefined || member.row.deniedAt !== null) throw notFound('participant-unknown', 'This person is not in the call any more.');
    return member;
  }

  #endGrace(member: Member): void {
    clearTimeout(this.#graces.get(member.row.id));
    this.#graces.delete(member.row.id);
  }
}
