import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { RequestName, Requests, ResponseOf } from '#contracts/socket-events';
import type { Member } from '../calls/room.ts';
import { forbidden } from '../http/api-exception.ts';
import { MediaService } from '../media/media.service.ts';
import { AdmissionService } from './admission.service.ts';
import { CallContentService } from './call-content.service.ts';
import { CallLifeService } from './call-life.service.ts';
import { CallSockets, type CallSocket } from './call-sockets.ts';
import { LiveConsentService } from './live-consent.service.ts';

type Handlers = { [N in RequestName]: (socket: CallSocket, request: z.output<Requests[N]['request']>) => Promise<ResponseOf<N>> };

/** What each request of a client does, and who may make it. */
@Injectable()
export class CallRequests {
  readonly handlers: Handlers;

  constructor(
    private readonly admission: AdmissionService,
    private readonly life: CallLifeService,
    private readonly consent: LiveConsentService,
    private readonly content: CallContentService,
    private readonly media: MediaService,
    private readonly sockets: CallSockets,
  ) {
    this.handlers = { ...this.#mediaHandlers(), ...this.#callHandlers() };
  }

  /** Media flows for whoever has been let in, and for nobody else. */
  #mediaHandlers() {
    const inCall = (socket: CallSocket): [callId: string, participantId: string] => {
      const { room, member } = socket.data;
      if (member.presence !== 'connected') throw forbidden('You are not in the call yet. Wait until the clinician lets you in.');
      return [room.id, member.row.id];
    };
    const { media } = this;
    return {
      createTransport: async (socket, { direction }) => media.createTransport(...inCall(socket), direction),
      connectTransport: async (socket, { transportId, dtlsParameters }) => {
        await media.connectTransport(...inCall(socket), transportId, dtlsParameters);
        return {};
      },
      restartIce: async (socket, { transportId }) => ({ iceParameters: await media.restartIce(...inCall(socket), transportId) }),
      produce: async (socket, request) => ({ producerId: await media.produce(...inCall(socket), request) }),
      pauseProducer: async (socket, { producerId, paused }) => {
        await media.pauseProducer(...inCall(socket), producerId, paused);
        return {};
      },
      closeProducer: async (socket, { producerId }) => {
        await media.closeProducer(...inCall(socket), producerId);
        return {};
      },
      consume: async (socket, request) => media.consume(...inCall(socket), request),
      resumeConsumer: async (socket, { consumerId }) => {
        await media.resumeConsumer(...inCall(socket), consumerId);
        return {};
      },
    } satisfies Partial<Handlers>;
  }

  #callHandlers() {
    const { admission, life, consent, content, sockets } = this;
    return {
      ready: async ({ data: { room, member } }) => {
        await admission.ready(room, member);
        return {};
      },
      setConsent: async ({ data: { room, member } }, request) => {
        await consent.set(room, member, request);
        return {};
      },
      eraseSamples: async ({ data: { room, member } }) => {
        if (member.row.role === 'clinician') throw forbidden('Nothing is ever inferred about a clinician.');
        const erased = await consent.eraseSamples(room, member);
        sockets.toClinicians(room, 'samplesErased', { participantId: member.row.id });
        return { erased };
      },
      deny: async ({ data: { room, member } }, { participantId }) => {
        await admission.deny(room, onlyClinician(member), participantId);
        return {};
      },
      admit: async ({ data: { room, member } }, { participantId }) => {
        await admission.admit(room, onlyClinician(member), participantId);
        return {};
      },
      addMarker: async ({ data: { room, member } }, { text }) => {
        onlyClinician(member);
        const marker = await content.addMarker(room, text);
        sockets.toClinicians(room, 'marker', marker);
        return marker;
      },
      caption: async ({ data: { room, member } }, segment) => {
        sockets.toConnected(room, 'caption', await content.caption(room, member, segment));
        return {};
      },
      leave: async ({ data: { room, member } }) => {
        admission.leave(room, member);
        return {};
      },
      endCall: async ({ data: { room, member } }) => {
        const { row } = onlyClinician(member);
        await life.end(room, { kind: 'account', id: row.accountId ?? row.id });
        return {};
      },
    } satisfies Partial<Handlers>;
  }
}

function onlyClinician(member: Member): Member {
  if (member.row.role !== 'clinician') throw forbidden('Only the clinician can do this.');
  return member;
}
