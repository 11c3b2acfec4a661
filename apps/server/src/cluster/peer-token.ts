import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Names the server that passes a request on, and the address that the request came from. */
export const PEER_HEADER = 'x-attune-peer';

/** Proves to the other servers that a request comes from one of them, by a key that only they have. */
export class PeerToken {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  sign(address: string): string {
    const said = Buffer.from(address).toString('base64url');
    return `${said}.${this.#proof(said).toString('base64url')}`;
  }

  /** The address that a request of another server's came from; null if no server of ours sent it. */
  addressOf({ headers }: IncomingMessage): string | null {
    const given = headers[PEER_HEADER];
    if (typeof given !== 'string') return null;
    const [said = '', proof = ''] = given.split('.');
    const [expected, actual] = [this.#proof(said), Buffer.from(proof, 'base64url')];
    return expected.length === actual.length && timingSafeEqual(expected, actual) ? Buffer.from(said, 'base64url').toString() : null;
  }

  #proof(said: string): Buffer {
    return createHmac('sha256', this.#key).update(`peer ${said}`).digest();
  }
}
