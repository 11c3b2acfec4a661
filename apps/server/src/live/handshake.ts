import { Inject, Injectable } from '@nestjs/common';
import type { ApiError } from '#contracts/rest';
import { handshakeAuth } from '#contracts/socket-events';
import { AuthService } from '../auth/auth.service.ts';
import { tokenInHeader } from '../auth/session-cookie.ts';
import { hashToken } from '../auth/tokens.ts';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { CallsService } from '../calls/calls.service.ts';
import type { Member, Room } from '../calls/room.ts';
import { RoomRegistry } from '../calls/room-registry.ts';
import { callUnknown, forbidden, gone, invalidRequest, unauthenticated } from '../http/api-exception.ts';
import { Limit } from '../http/limit.ts';
import { addressKey, clientAddress, trustsProxy, type TrustsProxy } from '../http/trusted-proxies.ts';
import type { CallSocket, SocketData } from './call-sockets.ts';

/** What socket.io sends to a refused client as `connect_error`, with `data`. */
export class HandshakeError extends Error {
  constructor(readonly data: ApiError) {
    super(data.message);
  }
}

/** Refused handshakes of an address in a minute, before its next ones are not even looked at. */
const REFUSALS = { points: 120, seconds: 60 };

/**
 * Finds out who connects: a participant by their key, a clinician by the session cookie. Throws ApiException. Nothing of a call is loaded
 * before that is certain.
 */
@Injectable()
export class Handshake {
  readonly #entering = new Map<string, Promise<Member>>();
  readonly #refusals = new Limit(REFUSALS);
  readonly #trusts: TrustsProxy;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly auth: AuthService,
    private readonly rooms: RoomRegistry,
    private readonly calls: CallsService,
  ) {
    this.#trusts = trustsProxy(config.trustedProxies);
  }

  async accept(socket: CallSocket): Promise<SocketData> {
    const address = clientAddress(socket.request, this.#trusts);
    // Counted before anything is asked of the database, and given back to those who may come in.
    await this.#refusals.take(addressKey(address));
    const parsed = handshakeAuth.safeParse(socket.handshake.auth);
    if (!parsed.success) throw invalidRequest('The connection did not say which call it is for. Open the call from its link.');
    const { callId, participantKey } = parsed.data;
    const who =
      participantKey === undefined
        ? await this.#bySession(callId, tokenInHeader(socket.handshake.headers.cookie))
        : await this.#byKey(callId, hashToken(participantKey));
    await this.#refusals.giveBack(addressKey(address));
    return { ...who, address };
  }

  async #byKey(callId: string, keyHash: string): Promise<Pick<SocketData, 'room' | 'member' | 'session'>> {
    // Memory first: participants of a call may come back while the database cannot be read.
    const isKnown = this.rooms.find(callId) !== undefined || (await this.calls.hasKey(callId, keyHash));
    const room = isKnown ? await this.rooms.get(callId) : null;
    const member = room === null ? undefined : memberByKey(room, keyHash);
    if (room === null || member === undefined) throw unauthenticated();
    refuseEnded(room);
    if (member.row.removedAt !== null)
      throw forbidden('The clinician has removed you from this call. Open the link again to ask to be let in.', 'removed');
    if (member.row.deniedAt !== null) throw forbidden('The clinician did not let you in.', 'not-let-in');
    return { room, member, session: null };
  }

  async #bySession(callId: string, token: string | undefined): Promise<Pick<SocketData, 'room' | 'member' | 'session'>> {
    const session = await this.auth.sessionOf(token);
    if (session === null) throw unauthenticated();
    const { account } = session;
    const owner = this.rooms.find(callId)?.ownerId ?? (await this.calls.ownerOf(callId));
    const room = owner === account.id ? await this.rooms.get(callId) : null;
    if (room === null) throw callUnknown();
    refuseEnded(room);
    return { room, member: await this.#clinician(room, account), session };
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
