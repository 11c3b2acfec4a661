import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AnalysisStatus, CallState } from '#contracts/call';
import { AnalysisService } from '../analysis/analysis.service.ts';
import type { Member, Room } from '../calls/room.ts';
import { RoomRegistry } from '../calls/room-registry.ts';
import { ConsentService } from '../consent/consent.service.ts';
import { MediaService } from '../media/media.service.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import { DatabaseHealth } from '../database/database-health.ts';
import { AdmissionService } from './admission.service.ts';
import { CallLifeService } from './call-life.service.ts';
import { CallSockets } from './call-sockets.ts';
import { TimelineIntake } from './timeline-intake.ts';

/** Several changes within this time are told as one. */
const GATHER_MS = 15;
/** Time for the last event to arrive before the socket is closed. */
const FAREWELL_MS = 200;

/** Tells participants what changed: to each only what they may know. */
@Injectable()
export class CallBroadcast implements OnModuleInit {
  readonly #pending = new Set<string>();

  constructor(
    private readonly rooms: RoomRegistry,
    private readonly admission: AdmissionService,
    private readonly life: CallLifeService,
    private readonly media: MediaService,
    private readonly analysis: AnalysisService,
    private readonly intake: TimelineIntake,
    private readonly consent: ConsentService,
    private readonly health: DatabaseHealth,
    private readonly owed: OwedWrites,
    private readonly sockets: CallSockets,
  ) {}

  onModuleInit(): void {
    this.rooms.events.on('changed', (room) => this.#tellState(room));
    this.admission.events.on('denied', (room, member) => this.#sayGoodbye(room, member, 'denied'));
    this.admission.events.on('removed', (room, member) => this.#sayGoodbye(room, member, 'removed'));
    this.admission.events.on('sentBack', (_room, member) => this.sockets.of(member)?.emit('sentBack', {}));
    this.admission.events.on('left', (room, member) => this.#sayGoodbye(room, member));
    this.life.events.on('ended', (room, atMs) => {
      for (const socket of this.sockets.ofRoom(room)) {
        socket.emit('ended', { atMs });
        setTimeout(() => socket.disconnect(), FAREWELL_MS);
      }
    });
    this.health.events.on('changed', () => {
      for (const room of this.rooms.live()) this.sockets.toClinicians(room, 'analysis', this.analysisOf(room));
    });
    this.#listenToMedia();
    this.#listenToAnalysis();
  }

  stateFor(room: Room, viewer: Member): CallState {
    return room.stateFor(viewer, {
      producers: ({ id }) => this.media.producersOf(room.id, id),
      consent: (row) => this.consent.stateOf(row),
    });
  }

  /** The analysis' state, and whether what it says can be kept. */
  analysisOf(room: Room): AnalysisStatus {
    const status = this.analysis.status(room.id);
    if (!this.health.failing) {
      if (this.owed.counts.lost === 0) return status;
      return {
        ...status,
        detail:
          status.detail ??
          "Something that happened could not be stored and is missing from a review. Ask whoever runs Attune to look at the server's log.",
      };
    }
    return {
      ...status,
      detail: 'Storing fails at the moment: what happens now may be missing from the review. Ask whoever runs Attune to look at the disk.',
    };
  }

  #listenToMedia(): void {
    this.media.on('producersChanged', ({ callId }) => this.#inRoom(callId, (room) => this.#tellState(room)));
    this.media.on('activeSpeaker', ({ callId, participantId }) =>
      this.#inRoom(callId, (room) => this.sockets.toConnected(room, 'activeSpeaker', { participantId })),
    );
    this.media.on('audioLevels', ({ callId, levels }) =>
      this.#inRoom(callId, (room) => this.sockets.toConnected(room, 'audioLevels', levels)),
    );
    this.media.on('connectionQuality', ({ callId, scores }) =>
      this.#inRoom(callId, (room) => this.sockets.toConnected(room, 'connectionQuality', scores)),
    );
    this.media.on('routerLost', ({ callId }) =>
      this.#inRoom(callId, (room) => {
        // Only the transport is closed, so that clients come back by themselves and build their media anew.
        for (const socket of this.sockets.ofRoom(room)) socket.conn.close();
      }),
    );
  }

  #listenToAnalysis(): void {
    this.intake.events.on('samples', (room, participantId, samples) =>
      this.sockets.toClinicians(room, 'emotionSamples', { participantId, samples }),
    );
    this.analysis.on('status', ({ callId }) =>
      this.#inRoom(callId, (room) => this.sockets.toClinicians(room, 'analysis', this.analysisOf(room))),
    );
  }

  #tellState(room: Room): void {
    if (this.#pending.has(room.id)) return;
    this.#pending.add(room.id);
    setTimeout(() => {
      this.#pending.delete(room.id);
      for (const socket of this.sockets.ofRoom(room)) socket.emit('callState', this.stateFor(room, socket.data.member));
    }, GATHER_MS);
  }

  #sayGoodbye(_room: Room, member: Member, event?: 'denied' | 'removed'): void {
    const socket = this.sockets.of(member);
    if (event !== undefined) socket?.emit(event, {});
    setTimeout(() => socket?.disconnect(), FAREWELL_MS);
  }

  #inRoom(callId: string, tell: (room: Room) => void): void {
    const room = this.rooms.find(callId);
    if (room !== undefined) tell(room);
  }
}
