import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { WebSocket } from 'ws';
import type { z } from 'zod';
import { ANALYZER_CLOSED, analyzerAnswer, type analyzerChallenge, type analyzerWelcome, proofOf, proves } from '#contracts/analyzer-hello';

const WITHIN_MS = 5_000;
const LONGEST_ANSWER = 1_024;

/** Why a peer was sent away before it could say anything; it is told the same. */
export class HandshakeFailure extends Error {
  override name = 'HandshakeFailure';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Lets the peer prove that it holds the token, then proves the same to it. Answers the name that it gives its host.
 *
 * @throws HandshakeFailure
 */
export async function shakeHands(socket: WebSocket, token: string): Promise<string> {
  const server = randomBytes(32).toString('hex');
  send(socket, { type: 'challenge', nonce: server });
  const { nonce: analyzer, proof, name } = await answerOf(socket);
  const nonces = { server, analyzer };
  if (!proves(proof, token, 'analyzer', nonces)) {
    throw new HandshakeFailure(ANALYZER_CLOSED.wrongToken, 'The token is not that of the server. Compare ATTUNE_ANALYZER_TOKEN.');
  }
  send(socket, { type: 'welcome', proof: proofOf(token, 'server', nonces) });
  return name;
}

async function answerOf(socket: WebSocket): Promise<z.infer<typeof analyzerAnswer>> {
  const malformed = () =>
    new HandshakeFailure(ANALYZER_CLOSED.malformed, 'This is no analyzer of this release. Run the same release on both.');
  let data: Buffer;
  let isBinary: boolean;
  try {
    [data, isBinary] = (await once(socket, 'message', { signal: AbortSignal.timeout(WITHIN_MS) })) as [Buffer, boolean];
  } catch {
    throw new HandshakeFailure(ANALYZER_CLOSED.silent, 'Nothing was answered to the challenge in time.');
  }
  if (isBinary || data.length > LONGEST_ANSWER) throw malformed();
  try {
    return analyzerAnswer.parse(JSON.parse(data.toString('utf8')));
  } catch {
    throw malformed();
  }
}

const send = (socket: WebSocket, message: z.input<typeof analyzerChallenge> | z.input<typeof analyzerWelcome>) =>
  socket.send(JSON.stringify(message));
