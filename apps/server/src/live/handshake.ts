import { Inject, Injectable } from '@nestjs/common';
import type { ApiError } from '#contracts/rest';
import { handshakeAuth } from '#contracts/socket-events';
import { AuthService } from '../auth/auth.service.ts';
import { tokenInHeader } from '../auth/session-cookie.ts';
import { hashToken } from '../auth/tokens.ts';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { CallsService } from '../calls/calls.service.ts';
import type { LiveParticipant, LiveCall } from '../calls/live-call.ts';
import { LiveCalls } from '../calls/live-calls.ts';
import { callUnknown, forbidden, gone, invalidRequest, unauthenticated } from '../http/api-exception.ts';
import type { Limit } from '../http/limit.ts';
import { Limits } from '../http/limits.ts';
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
  readonly #entering = new Map<string, Promise<LiveParticipant>>();
  readonly #refusals: Limit;
  readonly #trusts: TrustsProxy;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly auth: AuthService,
    private readonly liveCalls: LiveCalls,
    private readonly calls: CallsService,
    limits: Limits,
  ) {
    this.#refusals = limits.of('handshakes', REFUSALS);
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

  async #byKey(callId: string, keyHash: string): Promise<Pick<SocketData, 'liveCall' | 'participant' | 'session'>> {
    // Memory first: participants of a call may come back while the database cannot be read.
    const isKnown = this.liveCalls.find(callId) !== undefined || (await this.calls.participantByKey(callId, keyHash)) !== undefined;
    const liveCall = isKnown ? await this.liveCalls.get(callId) : null;
    const participant =
      liveCall === null ? undefined : (memberByKey(liveCall, keyHash) ?? (await this.#whoJoinedElsewhere(liveCall, keyHash)));
    if (liveCall === null || participant === undefined) throw unauthenticated();
    refuseEnded(liveCall);
    if (participant.row.removedAt !== null)
      throw forbidden('The clinician has removed you from this call. Open the link again to ask to be let in.', 'removed');
    if (participant.row.deniedAt !== null) throw forbidden('The clinician did not let you in.', 'not-let-in');
    return { liveCall, participant, session: null };
  }

  /** A participant whose joining another server has answered. */
  async #whoJoinedElsewhere(liveCall: LiveCall, keyHash: string): Promise<LiveParticipant | undefined> {
    const row = await this.calls.participantByKey(liveCall.id, keyHash);
    return row && liveCall.put(row);
  }

  async #bySession(callId: string, token: string | undefined): Promise<Pick<SocketData, 'liveCall' | 'participant' | 'session'>> {
    const session = await this.auth.sessionOf(token);
    if (session === null) throw unauthenticated();
    const { account } = session;
    const owner = this.liveCalls.find(callId)?.ownerId ?? (await this.calls.ownerOf(callId));
    const liveCall = owner === account.id ? await this.liveCalls.get(callId) : null;
    if (liveCall === null) throw callUnknown();
    refuseEnded(liveCall);
    return { liveCall, participant: await this.#clinician(liveCall, account), session };
  }

  /** One at a time, so that two tabs do not become two clinicians. */
  #clinician(liveCall: LiveCall, account: { id: string; name: string }): Promise<LiveParticipant> {
    const key = `${liveCall.id} ${account.id}`;
    const entering = this.#entering.get(key) ?? this.#findOrAdd(liveCall, account).finally(() => this.#entering.delete(key));
    this.#entering.set(key, entering);
    return entering;
  }

  async #findOrAdd(liveCall: LiveCall, account: { id: string; name: string }): Promise<LiveParticipant> {
    const known = [...liveCall.participants.values()].find((participant) => participant.row.accountId === account.id);
    if (known !== undefined) return known;
    return liveCall.put(await this.calls.addClinician(liveCall.id, account));
  }
}

function memberByKey(liveCall: LiveCall, keyHash: string): LiveParticipant | undefined {
  return [...liveCall.participants.values()].find((participant) => participant.row.keyHash === keyHash);
}

function refuseEnded(liveCall: LiveCall): void {
  if (liveCall.status === 'ended') throw gone('call-ended', 'This call has ended.');
}
