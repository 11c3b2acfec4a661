import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AnalysisStatus, CallState } from '#contracts/call';
import { AnalysisService } from '../analysis/analysis.service.ts';
import type { LiveParticipant, LiveCall } from '../calls/live-call.ts';
import { LiveCalls } from '../calls/live-calls.ts';
import { ConsentService } from '../consent/consent.service.ts';
import { MediaService } from '../media/media.service.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import { DatabaseHealth } from '../database/database-health.ts';
import { SpeechService } from '../speech/speech.service.ts';
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
    private readonly liveCalls: LiveCalls,
    private readonly admission: AdmissionService,
    private readonly life: CallLifeService,
    private readonly media: MediaService,
    private readonly analysis: AnalysisService,
    private readonly intake: TimelineIntake,
    private readonly consent: ConsentService,
    private readonly speech: SpeechService,
    private readonly health: DatabaseHealth,
    private readonly owed: OwedWrites,
    private readonly sockets: CallSockets,
  ) {}

  onModuleInit(): void {
    this.liveCalls.events.on('changed', (liveCall) => this.#tellState(liveCall));
    this.admission.events.on('denied', (liveCall, participant) => this.#sayGoodbye(liveCall, participant, 'denied'));
    this.admission.events.on('removed', (liveCall, participant) => this.#sayGoodbye(liveCall, participant, 'removed'));
    this.admission.events.on('sentBack', (_room, participant) => this.sockets.of(participant)?.emit('sentBack', {}));
    this.admission.events.on('left', (liveCall, participant) => this.#sayGoodbye(liveCall, participant));
    this.life.events.on('ended', (liveCall, atMs) => {
      for (const socket of this.sockets.ofRoom(liveCall)) {
        socket.emit('ended', { atMs });
        setTimeout(() => socket.disconnect(), FAREWELL_MS);
      }
    });
    // Only the transport is closed: clients come back by themselves, and are sent to the server that has the call.
    this.liveCalls.events.on('dropped', (liveCall) => {
      for (const socket of this.sockets.ofRoom(liveCall)) socket.conn.close();
    });
    this.health.events.on('changed', () => {
      for (const liveCall of this.liveCalls.live()) this.sockets.toClinicians(liveCall, 'analysis', this.analysisOf(liveCall));
    });
    this.#listenToMedia();
    this.#listenToAnalysis();
  }

  stateFor(liveCall: LiveCall, viewer: LiveParticipant): CallState {
    return liveCall.stateFor(viewer, {
      producers: ({ id }) => this.media.producersOf(liveCall.id, id),
      consent: (row) => this.consent.stateOf(row),
      transcribed: ({ id }) => this.speech.isTranscribed(liveCall.id, id),
      captions: this.speech.status(),
    });
  }

  /** The analysis' state, and whether what it says can be kept. */
  analysisOf(liveCall: LiveCall): AnalysisStatus {
    const status = this.analysis.status(liveCall.id);
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
    this.media.on('producersChanged', ({ callId }) => this.#inRoom(callId, (liveCall) => this.#tellState(liveCall)));
    this.media.on('activeSpeaker', ({ callId, participantId }) =>
      this.#inRoom(callId, (liveCall) => this.sockets.toConnected(liveCall, 'activeSpeaker', { participantId })),
    );
    this.media.on('audioLevels', ({ callId, levels }) =>
      this.#inRoom(callId, (liveCall) => this.sockets.toConnected(liveCall, 'audioLevels', levels)),
    );
    this.media.on('connectionQuality', ({ callId, scores }) =>
      this.#inRoom(callId, (liveCall) => this.sockets.toConnected(liveCall, 'connectionQuality', scores)),
    );
    this.media.on('routerLost', ({ callId }) =>
      this.#inRoom(callId, (liveCall) => {
        // Only the transport is closed, so that clients come back by themselves and build their media anew.
        for (const socket of this.sockets.ofRoom(liveCall)) socket.conn.close();
      }),
    );
  }

  #listenToAnalysis(): void {
    this.intake.events.on('samples', (liveCall, participantId, samples) =>
      this.sockets.toClinicians(liveCall, 'emotionSamples', { participantId, samples }),
    );
    this.analysis.on('status', ({ callId }) =>
      this.#inRoom(callId, (liveCall) => this.sockets.toClinicians(liveCall, 'analysis', this.analysisOf(liveCall))),
    );
  }

  #tellState(liveCall: LiveCall): void {
    if (this.#pending.has(liveCall.id)) return;
    this.#pending.add(liveCall.id);
    setTimeout(() => {
      this.#pending.delete(liveCall.id);
      for (const socket of this.sockets.ofRoom(liveCall)) socket.emit('callState', this.stateFor(liveCall, socket.data.participant));
    }, GATHER_MS);
  }

  #sayGoodbye(_room: LiveCall, participant: LiveParticipant, event?: 'denied' | 'removed'): void {
    const socket = this.sockets.of(participant);
    if (event !== undefined) socket?.emit(event, {});
    setTimeout(() => socket?.disconnect(), FAREWELL_MS);
  }

  #inRoom(callId: string, tell: (liveCall: LiveCall) => void): void {
    const liveCall = this.liveCalls.find(callId);
    if (liveCall !== undefined) tell(liveCall);
  }
}
