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
    const whose = ({ data: { room, member } }: CallSocket): [callId: string, participantId: string] => [room.id, member.row.id];
    const { media, ice } = this;
    const iceOf = ({ data: { member } }: CallSocket) => ice.of(member.row.id);
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
      ready: async ({ data: { room, member } }) => {
        admission.ready(room, member);
        return {};
      },
      setConsent: async ({ data: { member } }, request, note) => {
        note.detail = { scope: request.scope, decision: request.decision };
        return consent.set(member, request);
      },
      confirmConsent: async ({ data: { member } }, request) => consent.confirm(member, request),
      eraseSamples: async ({ data: { room, member } }, _request, note) => {
        const { erased, done } = await consent.erase(room, member);
        note.detail = { samples: erased, done };
        return { erased, done };
      },
      deny: async ({ data: { room } }, { participantId }, note) => {
        note.detail = { participantId };
        admission.deny(room, participantId);
        return {};
      },
      admit: async ({ data: { room } }, { participantId }, note) => {
        note.detail = { participantId };
        admission.admit(room, participantId);
        return {};
      },
      sendBack: async ({ data: { room } }, { participantId }, note) => {
        note.detail = { participantId };
        admission.sendBack(room, participantId);
        return {};
      },
      remove: async ({ data: { room } }, { participantId }, note) => {
        note.detail = { participantId };
        admission.remove(room, participantId);
        return {};
      },
      addMarker: async ({ data: { room } }, { text }) => {
        const marker = content.addMarker(room, text);
        sockets.toClinicians(room, 'marker', marker);
        return marker;
      },
      caption: async ({ data: { room, member } }, segment) => {
        sockets.toConnected(room, 'caption', content.caption(room, member, segment));
        return {};
      },
      leave: async ({ data: { room, member } }) => {
        admission.leave(room, member);
        return {};
      },
      endCall: async ({ data: { room } }) => {
        life.end(room);
        return {};
      },
    } satisfies Partial<Handlers>;
  }
}
