import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { text } from './text.ts';

/**
 * How an analyzer on another host and the server prove to each other that they hold the same token, before any message of
 * `analyzer-link.ts`. Neither sends the token: each signs the nonces of both. The order is challenge, answer, welcome.
 */
export const ANALYZER_PATH = '/analyzer';

/** The WebSocket's subprotocol. It changes with every change of the messages that an older peer would misread. */
export const ANALYZER_PROTOCOL = 'attune-analyzer.1';

/** Why a connection was closed, as the WebSocket's close code (RFC 6455: 4000-4999 are the application's). */
export const ANALYZER_CLOSED = { malformed: 4400, wrongToken: 4401, otherModel: 4409, silent: 4408 } as const;

export const TOKEN_MIN = 32;

const bytes32 = z.hex().length(64);

/** From the server, at once. */
export const analyzerChallenge = z.object({ type: z.literal('challenge'), nonce: bytes32 });
/** From the analyzer. `name`: its host's, for the status page. */
export const analyzerAnswer = z.object({
  type: z.literal('answer'),
  nonce: bytes32,
  proof: bytes32,
  name: text({ min: 1, max: 100 }),
});
/** From the server, to an analyzer that holds the token. */
export const analyzerWelcome = z.object({ type: z.literal('welcome'), proof: bytes32 });

export interface Nonces {
  server: string;
  analyzer: string;
}

/** What `side` sends to prove that it holds the token. The side is part of it, so that no proof can be sent back as one's own. */
export function proofOf(token: string, side: keyof Nonces, nonces: Nonces): string {
  return createHmac('sha256', token).update(`${ANALYZER_PROTOCOL}\n${side}\n${nonces.server}\n${nonces.analyzer}`).digest('hex');
}

/** Whether `proof` is that of the `side`, in a time that says nothing about the right one. */
export function proves(proof: string, token: string, side: keyof Nonces, nonces: Nonces): boolean {
  return timingSafeEqual(Buffer.from(proof, 'hex'), Buffer.from(proofOf(token, side, nonces), 'hex'));
}
