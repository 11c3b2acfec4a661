import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { type analyzerAnswer, analyzerChallenge, analyzerWelcome, type Nonces, proofOf, proves } from '#contracts/analyzer-hello';

/**
 * The analyzer's side of proving to each other who holds the token. Message by message, and without waiting in between: what follows the welcome
 * may come in the same packet.
 */
export class Handshake {
  readonly #token: string;
  readonly #name: string;
  #nonces: Nonces | null = null;

  constructor({ token, name }: { token: string; name: string }) {
    this.#token = token;
    this.#name = name;
  }

  /** The answer to the server's message; null once the server has proved itself. Throws an Error for one that does not. */
  answer(message: unknown): z.input<typeof analyzerAnswer> | null {
    if (this.#nonces === null) {
      const { nonce: server } = analyzerChallenge.parse(message);
      this.#nonces = { server, analyzer: randomBytes(32).toString('hex') };
      const proof = proofOf(this.#token, 'analyzer', this.#nonces);
      return { type: 'answer', nonce: this.#nonces.analyzer, proof, name: this.#name };
    }
    if (proves(analyzerWelcome.parse(message).proof, this.#token, 'server', this.#nonces)) return null;
    throw new Error('What answers at this address does not hold the token: it is not your server, or has another token.');
  }
}
