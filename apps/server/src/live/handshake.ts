import { Injectable } from '@nestjs/common';
import type { ApiError } from '#contracts/rest';
import { handshakeAuth } from '#contracts/socket-events';
import { AuthService } from '../auth/auth.service.ts';
import { tokenInHeader } from '../auth/session-cookie.ts';
import { hashToken } from '../auth/tokens.ts';
import { CallsService } from '../calls/calls.service.ts';
import type { Member, Room } from '../calls/room.ts';
import { RoomRegistry } from '../calls/room-registry.ts';
import { badRequest, callUnknown, forbidden, gone, unauthenticated } from '../http/api-exception.ts';
import type { CallSocket } from './call-sockets.ts';

/** What socket.io sends to a refused client as `connect_error`, with `data`. */
export class HandshakeError extends Error {
  constructor(readonly data: ApiError) {
    super(data.message);
  }
}

/** Finds out who connects: a participant by their key, a clinician by the session cookie. Throws ApiException. */
@Injectable()
export class Handshake {
  readonly #entering = new Map<string, Promise<Member>>();

  constructor(private readonly auth: AuthService, private readonly rooms: RoomRegistry, private readonly calls: CallsService) {}

  async accept(socket: CallSocket): Promise<{ room: Room; member: Member }> {
    const parsed = handshakeAuth.safeParse(socket.handshake.auth);
    if (!parsed.success) throw badRequest('invalid-request', 'The connection did not say which call it is for. Open the call from its link.');
    const { callId, participantKey } = parsed.data;
    const room = await this.rooms.get(callId);
    if (participantKey !== undefined) {
      // Memory first: whoever is in a call may come back while the database cannot be read.
      const member = room === null ? undefined : memberByKey(room, hashToken(participantKey));
      if (room === null || member === undefined) throw unauthenticated();
      refuseEnded(room);
      if (member.row.deniedAt !== null) throw forbidden('The clinician did not let you in.');
      return { room, member };
    }
    const account = await this.auth.accountOf(tokenInHeader(socket.handshake.headers.cookie));
    if (account === null) throw unauthenticated();
    if (room?.ownerId !== account.id) throw callUnknown();
    refuseEnded(room);
    return { room, member: await this.#clinician(room, account) };
  }

  /** One at a time, so that two tabs do not become two clinicians. */
  #clinician(room: Room, account: { id: string; name: string }): Promise<Member> {
    const key = `${room.id} ${account.id}`;
    const entering = this.#entering.get(key) ?? this.#findOrAdd(room, account).finally(() => this.#entering.delete(key));
    this.#entering.set(key, entering);
    return entering;
  }

  async #findOrAdd(room: Room, account: { id: string; name: string }): Promise<Member> {
    const known = [...room.members.values()].find((member) => member.row.accountId === account.id);
    if (known !== undefined) return known;
    return room.put(await this.calls.addClinician(room.id, account));
  }
}

function memberByKey(room: Room, keyHash: string): Member | undefined {
  return [...room.members.values()].find((member) => member.row.keyHash === keyHash);
}

function refuseEnded(room: Room): void {
  if (room.status === 'ended') throw gone('call-ended', 'This call has ended.');
}
