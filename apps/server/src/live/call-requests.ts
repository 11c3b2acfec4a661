import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { RequestName, Requests, ResponseOf } from '#contracts/socket-events';
import type { AuditNote } from '../audit/audit-note.ts';
import { IceServers } from '../media/ice-servers.ts';
import { MediaService } from '../media/media.service.ts';
import { AdmissionService } from './admission.service.ts';
import { CallContentService } from './call-content.service.ts';
import { CallLifeService } from './call-life.service.ts';
import { CallSockets, type CallSocket } from './call-sockets.ts';
import { LiveConsentService } from './live-consent.service.ts';

/** `note`: what the handler adds to the audit entry that the contract declares. */
type Handlers = {
  [N in RequestName]: (socket: CallSocket, request: z.output<Requests[N]['request']>, note: AuditNote) => Promise<ResponseOf<N>>;
};

/** What each request of a client does. Who may send it is in the contract and has been checked: `answer.ts`. */
@Injectable()
export class CallRequests {
  readonly handlers: Handlers;

  constructor(
    private readonly admission: AdmissionService,
    private readonly life: CallLifeService,
    private readonly consent: LiveConsentService,
    private readonly content: CallContentService,
    private readonly media: MediaService,
    private readonly ice: IceServers,
    private readonly sockets: CallSockets,
  ) {
    this.handlers = { ...this.#mediaHandlers(), ...this.#callHandlers() };
  }

  #mediaHandlers() {
    const whose = ({ data: { liveCall, participant } }: CallSocket): [callId: string, participantId: string] => [
      liveCall.id,
      participant.row.id,
    ];
    const { media, ice } = this;
    const iceOf = ({ data: { participant } }: CallSocket) => ice.of(participant.row.id);
    return {
      createTransport: async (socket, { direction }) => ({
        ...(await media.createTransport(...whose(socket), direction)),
        iceServers: iceOf(socket),
      }),
      connectTransport: async (socket, { transportId, dtlsParameters }) => {
        await media.connectTransport(...whose(socket), transportId, dtlsParameters);
        return {};
      },
      restartIce: async (socket, { transportId }) => ({
        iceParameters: await media.restartIce(...whose(socket), transportId),
        iceServers: iceOf(socket),
      }),
      produce: async (socket, request) => ({ producerId: await media.produce(...whose(socket), request) }),
      pauseProducer: async (socket, { producerId, paused, byDevice }) => {
        await media.pauseProducer(...whose(socket), producerId, paused, byDevice);
        return {};
      },
      closeProducer: async (socket, { producerId }) => {
        await media.closeProducer(...whose(socket), producerId);
        return {};
      },
      consume: async (socket, request) => media.consume(...whose(socket), request),
      resumeConsumer: async (socket, { consumerId }) => {
        await media.resumeConsumer(...whose(socket), consumerId);
        return {};
      },
    } satisfies Partial<Handlers>;
  }

  #callHandlers() {
    const { admission, life, consent, content, sockets } = this;
    return {
      ready: async ({ data: { liveCall, participant } }) => {
        admission.ready(liveCall, participant);
        return {};
      },
      setConsent: async ({ data: { participant } }, request, note) => {
        note.detail = { scope: request.scope, decision: request.decision };
        return consent.set(participant, request);
      },
      confirmConsent: async ({ data: { participant } }, request) => consent.confirm(participant, request),
      eraseSamples: async ({ data: { liveCall, participant } }, _request, note) => {
        const { erased, done } = await consent.erase(liveCall, participant);
        note.detail = { samples: erased, done };
        return { erased, done };
      },
      eraseWords: async ({ data: { liveCall, participant } }, _request, note) => {
        const erased = await consent.eraseWords(liveCall, participant);
        note.detail = { utterances: erased };
        return { erased };
      },
      deny: async ({ data: { liveCall } }, { participantId }, note) => {
        note.detail = { participantId };
        admission.deny(liveCall, participantId);
        return {};
      },
      admit: async ({ data: { liveCall } }, { participantId }, note) => {
        note.detail = { participantId };
        admission.admit(liveCall, participantId);
        return {};
      },
      sendBack: async ({ data: { liveCall } }, { participantId }, note) => {
        note.detail = { participantId };
        admission.sendBack(liveCall, participantId);
        return {};
      },
      remove: async ({ data: { liveCall } }, { participantId }, note) => {
        note.detail = { participantId };
        admission.remove(liveCall, participantId);
        return {};
      },
      addMarker: async ({ data: { liveCall } }, { text }) => {
        const marker = content.addMarker(liveCall, text);
        sockets.toClinicians(liveCall, 'marker', marker);
        return marker;
      },
      caption: async ({ data: { liveCall, participant } }, segment) => {
        sockets.toConnected(liveCall, 'caption', content.caption(liveCall, participant, segment));
        return {};
      },
      leave: async ({ data: { liveCall, participant } }) => {
        admission.leave(liveCall, participant);
        return {};
      },
      endCall: async ({ data: { liveCall } }) => {
        life.end(liveCall);
        return {};
      },
    } satisfies Partial<Handlers>;
  }
}
