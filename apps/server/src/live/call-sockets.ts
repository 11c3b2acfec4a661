import { Injectable } from '@nestjs/common';
import type { Namespace, Socket } from 'socket.io';
import type { ClientToServer, Events, ServerToClient } from '#contracts/socket-events';
import type { Session } from '../auth/auth.service.ts';
import type { LiveParticipant, LiveCall } from '../calls/live-call.ts';

/** Who speaks on a socket, set by the handshake: `session` for clinicians, `address` as the trusted proxies tell it. */
export interface SocketData {
  liveCall: LiveCall;
  participant: LiveParticipant;
  session: Session | null;
  address: string;
}
/** What servers tell each other about sockets. */
interface ServerToServer {
  sessionEnded(tokenHash: string): void;
}
export type CallSocket = Socket<ClientToServer, ServerToClient, ServerToServer, SocketData>;
export type CallNamespace = Namespace<ClientToServer, ServerToClient, ServerToServer, SocketData>;

/** The one socket of each participant, and who gets which event. */
@Injectable()
export class CallSockets {
  readonly #sockets = new Map<string, CallSocket>();

  get count(): number {
    return this.#sockets.size;
  }

  /** Returns the socket that this one takes over from. */
  attach(participantId: string, socket: CallSocket): CallSocket | undefined {
    const before = this.#sockets.get(participantId);
    this.#sockets.set(participantId, socket);
    return before;
  }

  /** False if another socket speaks for the participant by now. */
  detach(participantId: string, socket: CallSocket): boolean {
    return this.#sockets.get(participantId) === socket && this.#sockets.delete(participantId);
  }

  of(participant: LiveParticipant): CallSocket | undefined {
    return this.#sockets.get(participant.row.id);
  }

  ofRoom(liveCall: LiveCall): CallSocket[] {
    return [...liveCall.participants.values()].flatMap((participant) => this.of(participant) ?? []);
  }

  toConnected<N extends keyof Events>(liveCall: LiveCall, event: N, ...payload: Parameters<ServerToClient[N]>): void {
    for (const participant of liveCall.connected()) this.of(participant)?.emit(event, ...payload);
  }

  /** For what only the call's clinicians may know. */
  toClinicians<N extends keyof Events>(liveCall: LiveCall, event: N, ...payload: Parameters<ServerToClient[N]>): void {
    for (const participant of liveCall.participants.values())
      if (participant.row.role === 'clinician') this.of(participant)?.emit(event, ...payload);
  }
}
