import { createHmac } from 'node:crypto';
import type { IceServer, TurnSettings } from '../config/ice-settings.ts';

/** A call of an hour outlasts them: TURN asks for them when an address is reserved, and whoever comes back gets new ones. */
const VALID_S = 3_600;

/** STUN and TURN servers for one participant. Only for those who were let in: a TURN server forwards what its credentials' holder sends. */
export class IceServers {
  readonly #fixed: readonly IceServer[];
  readonly #turn: TurnSettings | undefined;

  constructor({ iceServers, turn }: { iceServers: readonly IceServer[]; turn: TurnSettings | undefined }) {
    this.#fixed = iceServers;
    this.#turn = turn;
  }

  /** Those for this participant, with credentials of their own that are valid for an hour from now. */
  of(participantId: string, nowMs = Date.now()): IceServer[] {
    if (this.#turn === undefined) return [...this.#fixed];
    const { urls, secret } = this.#turn;
    return [...this.#fixed, { urls, ...turnCredentials(secret, participantId, nowMs) }];
  }
}

/** As coturn's `use-auth-secret` reads them (draft-uberti-behave-turn-rest-00): when they expire, whose they are, and an HMAC-SHA-1 over it. */
export function turnCredentials(secret: string, participantId: string, nowMs: number): { username: string; credential: string } {
  const username = `${Math.floor(nowMs / 1_000) + VALID_S}:${participantId}`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}
